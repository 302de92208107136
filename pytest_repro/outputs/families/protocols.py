"""Objects that give their state themselves: ``state_dict()`` (optimizers), ``__array__`` (jax)."""

from __future__ import annotations

import inspect
import types
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.ndarray import array_node
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLABLE = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if hasattr(type(value), "state_dict"):
        return Branch(type_, _state(value.state_dict()))
    return array_node(value.__array__(), type_)


def _state(state: Any) -> Iterator[tuple[str, object]]:
    if not isinstance(state, dict):
        yield ".state_dict()", state
        return
    for key, item in state.items():
        if not isinstance(item, _CALLABLE):  # Schedulers keep the functions that they were given.
            yield f".{key}" if str(key).isidentifier() else f"[{key!r}]", item


def matches(cls: type) -> bool:
    return any(inspect.isroutine(getattr(cls, name, None)) for name in ("state_dict", "__array__"))


FAMILY = Family(matches=matches, fallback=True, expand=expand)
