"""Long lists of plain numbers or strings as one array: no leaf for each element."""

from __future__ import annotations

import array
import math
from typing import Any

from pytest_repro.outputs.floats import float_text, parse_float
from pytest_repro.outputs.node import Array, Strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

OR_MISSING = "str or missing"
_TEXT = {str, type(None), float}
_NUMBERS = {float: ("d", "float64"), int: ("q", "int64"), bool: ("b", "bool")}


def pack(values: Sequence[Any], type_: str, shape: tuple[int, ...] | None = None) -> Array | Strings | None:
    """An array of a list whose elements are all ``float``, all ``int``, all ``bool`` or all ``str``.

    Strings may be missing here and there (None, NaN), as in a column of text. None for any other list,
    and for integers beyond 64 bits.
    """
    classes = set(map(type, values))
    shape = (len(values),) if shape is None else shape
    if len(classes) > 1:
        return _strings_or_missing(values, type_, shape) if classes <= _TEXT and str in classes else None
    cls = next(iter(classes), None)
    if cls is str:
        return _strings(values, type_, shape)
    if cls not in _NUMBERS:
        return None
    code, dtype = _NUMBERS[cls]
    try:
        return Array(type_, dtype, shape, (array.array(code, values),))
    except OverflowError:
        return None


def _strings(values: Iterable[str], type_: str, shape: tuple[int, ...], dtype: str = "str") -> Strings:
    encoded = [value.encode("utf-8", "surrogatepass") for value in values]
    return Strings(type_, shape, (array.array("Q", map(len, encoded)), b"".join(encoded)), dtype)


def _strings_or_missing(values: Sequence[Any], type_: str, shape: tuple[int, ...]) -> Strings | None:
    marked = []
    for value in values:
        if type(value) is str:
            marked.append(f"s{value}")
        elif value is None:
            marked.append("n")
        elif math.isnan(value):
            marked.append(f"f{float_text(value)}")
        else:
            return None
    return _strings(marked, type_, shape, OR_MISSING)


def index_name(index: Iterable[int]) -> str:
    """``[2]``, ``[2, 0]``, ``[()]``: an element's place in an array of any number of dimensions."""
    return f"[{', '.join(map(str, index)) or '()'}]"


def unpack_strings(raw: memoryview, count: int, dtype: str = "str") -> list[Any]:
    """The strings of a :class:`Strings` leaf, with None and NaN where they are missing."""
    strings = _unpack_strings(raw, count)
    if dtype != OR_MISSING:
        return strings
    read: dict[str, Callable[[str], Any]] = {"s": str, "n": lambda _: None, "f": parse_float}
    return [read[text[0]](text[1:]) for text in strings]


def _unpack_strings(raw: memoryview, count: int) -> list[str]:
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
