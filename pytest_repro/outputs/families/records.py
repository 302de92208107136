"""Objects with declared fields: dataclasses, attrs classes, models of pydantic, SimpleNamespace."""

from __future__ import annotations

import dataclasses
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    return Branch(type_name(type(value)), _children(value))


def _children(value: Any) -> Iterator[tuple[str, object]]:
    for name in _field_names(value):
        if hasattr(value, name):  # A slot, or a field with init=False, may never have been set.
            yield f".{name}", getattr(value, name)


def _field_names(value: Any) -> list[str]:
    if dataclasses.is_dataclass(value):
        return [field.name for field in dataclasses.fields(value)]
    if hasattr(type(value), "__attrs_attrs__"):
        return [field.name for field in type(value).__attrs_attrs__]
    if hasattr(type(value), "model_fields"):
        return [*type(value).model_fields, *(value.model_extra or {})]
    return sorted(vars(value))


FAMILY = Family(
    types=("types.SimpleNamespace", "argparse.Namespace", "pydantic.main.BaseModel"),
    matches=lambda cls: dataclasses.is_dataclass(cls) or hasattr(cls, "__attrs_attrs__"),
    expand=expand,
)
