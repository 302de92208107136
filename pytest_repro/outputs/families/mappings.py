"""Dicts and everything that behaves like one. Their order is compared apart from their contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.keys import key_name
from pytest_repro.outputs.node import Branch, Node, Refusal, type_name


def expand(value: Mapping[Any, Any]) -> Node:
    names = []
    for key in value:
        name = key_name(key)
        if name is None:
            return Refusal(
                f"a dict with a key of type {type_name(type(key))}",
                "use numbers, strings or tuples of these as keys",
            )
        names.append(name)
    return Branch(type_name(type(value)), _children(value, names), tuple(names))


def _children(value: Mapping[Any, Any], names: list[str]) -> Iterator[tuple[str, object]]:
    # By items, not by key: a NaN is found by identity only.
    for name, item in zip(names, value.items(), strict=True):
        yield f"[{name}]", item[1]


FAMILY = Family(
    types=("dict", "mappingproxy"),
    matches=lambda cls: issubclass(cls, Mapping),
    expand=expand,
)
