"""Lists, tuples, deques and other sequences. Long ones of plain numbers or strings become one array."""

from __future__ import annotations

import array
from collections.abc import Sequence
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Array, Branch, Node, Strings, Text, type_name
from pytest_repro.outputs.packing import pack

_CODES = {"f": "float32", "d": "float64"}


def expand(value: Any) -> Node:
    if isinstance(value, array.array):
        return _array(value)
    type_ = type_name(type(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return Branch(type_, ((f".{name}", item) for name, item in zip(value._fields, value, strict=False)))
    items = list(value)
    packed: Array | Strings | None = pack(items, type_)
    if packed is not None:
        return packed
    return Branch(type_, ((f"[{index}]", item) for index, item in enumerate(items)), shape=(len(items),))


def _array(value: array.array[Any]) -> Node:
    if value.typecode in ("u", "w"):
        return Text("array.array", "".join(value))
    sign = "uint" if value.typecode.isupper() else "int"
    dtype = _CODES.get(value.typecode, f"{sign}{8 * value.itemsize}")
    return Array("array.array", dtype, (len(value),), (value,))


FAMILY = Family(
    types=("list", "tuple", "collections.deque", "dict_keys", "dict_values", "dict_items", "array.array"),
    matches=lambda cls: issubclass(cls, Sequence),
    expand=expand,
)
