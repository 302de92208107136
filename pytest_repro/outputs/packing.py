"""Long lists of plain numbers or strings as one array: no leaf for each element."""

from __future__ import annotations

import array
from typing import Any

from pytest_repro.outputs.node import Array, Strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = {float: ("d", "float64"), int: ("q", "int64"), bool: ("b", "bool")}


def pack(values: Sequence[Any], type_: str, shape: tuple[int, ...] | None = None) -> Array | Strings | None:
    """An array of a list whose elements are all ``float``, all ``int``, all ``bool`` or all ``str``.

    None for any other list, and for integers beyond 64 bits.
    """
    classes = set(map(type, values))
    if len(classes) != 1:
        return None
    cls = next(iter(classes))
    shape = (len(values),) if shape is None else shape
    if cls is str:
        return _strings(values, type_, shape)
    if cls not in _NUMBERS:
        return None
    code, dtype = _NUMBERS[cls]
    try:
        return Array(type_, dtype, shape, (array.array(code, values),))
    except OverflowError:
        return None


def _strings(values: Sequence[str], type_: str, shape: tuple[int, ...]) -> Strings:
    encoded = [value.encode("utf-8", "surrogatepass") for value in values]
    return Strings(type_, shape, (array.array("Q", map(len, encoded)), b"".join(encoded)))


def unpack_strings(raw: memoryview, count: int) -> list[str]:
    """The strings of a :class:`Strings` leaf."""
    lengths = raw[: count * 8].cast("Q")
    strings, start = [], count * 8
    for length in lengths:
        strings.append(bytes(raw[start : start + length]).decode("utf-8", "surrogatepass"))
        start += length
    return strings


def unpack_numbers(raw: memoryview, dtype: str) -> list[Any]:
    """The numbers of an :class:`Array` leaf that :func:`pack` made."""
    code = next(code for code, name in _NUMBERS.values() if name == dtype)
    values = raw.cast("b" if code == "b" else code).tolist()  # type: ignore[call-overload]
    return [bool(value) for value in values] if dtype == "bool" else values
