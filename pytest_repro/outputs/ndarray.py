"""numpy arrays as nodes: the bytes of their elements in C order, without padding and without a copy."""

from __future__ import annotations

import math
import sys
from typing import Any

from pytest_repro.outputs.node import Array, Branch, Node, Piece
from pytest_repro.outputs.packing import index_name, pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 8 << 20
"""Bytes that are copied at a time where an array does not lie in C order."""


def array_node(value: Any, type_: str) -> Node:
    """A node of any numpy array; the class is the caller's to name."""
    numpy = sys.modules["numpy"]
    plain = numpy.asarray(value)
    if plain.dtype.names is not None:
        return _fields(plain, f"{type_} (structured)")
    if plain.dtype.kind == "O":
        return _objects(plain, f"{type_} (object)")
    if plain.dtype.kind == "T":
        return _objects(plain.astype(object), f"{type_} (strings)")
    return Array(type_, str(plain.dtype), plain.shape, _pieces(numpy, plain))


def _fields(plain: Any, type_: str) -> Node:
    """Field by field: what lies between the fields is not data."""
    return Branch(
        type_, ((f"[{name!r}]", plain[name]) for name in plain.dtype.names), plain.dtype.names, plain.shape
    )


def _objects(plain: Any, type_: str) -> Node:
    flat = plain.ravel().tolist()
    packed = pack(flat, type_, plain.shape)
    if packed is not None:
        return packed
    indices = sys.modules["numpy"].ndindex(*plain.shape)
    children = ((index_name(index), item) for index, item in zip(indices, flat, strict=True))
    return Branch(type_, children, shape=plain.shape)


def _pieces(numpy: Any, plain: Any) -> Iterator[Piece]:
    if not plain.size or not plain.itemsize:
        return
    for part in _contiguous(numpy, plain):
        yield _without_padding(numpy, part).reshape(-1).view(numpy.uint8).data


def _contiguous(numpy: Any, plain: Any) -> Iterator[Any]:
    """The array in C order: itself, or slab by slab along its first axis."""
    if plain.flags.c_contiguous:
        yield plain
        return
    rows = max(1, STEP // max(1, math.prod(plain.shape[1:]) * plain.itemsize))
    for start in range(0, plain.shape[0], rows):
        yield numpy.ascontiguousarray(plain[start : start + rows])


def _without_padding(numpy: Any, part: Any) -> Any:
    """x87 long doubles hold 10 bytes of value in 12 or 16; the rest is whatever lay there."""
    if part.dtype.char not in "gG" or numpy.finfo(part.dtype).nmant != 63:
        return part
    width = part.itemsize // (2 if part.dtype.char == "G" else 1)
    raw = part.reshape(-1).view(numpy.uint8).reshape(-1, width).copy()
    raw[:, 10:] = 0
    return raw
