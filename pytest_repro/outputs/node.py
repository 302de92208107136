"""What a family says about one object: a value, an array, a branch with children, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Piece: TypeAlias = Any
"""Anything with the buffer protocol, contiguous: bytes, memoryview, ctypes array."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A small value that its text states in full; ``dtype`` is what it is to a comparison (``float``…)."""

    type: str
    dtype: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string of any length."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Array:
    """Elements of one dtype, in C order, without padding.

    ``pieces`` are their bytes, made one at a time so that a large array is never copied whole. ``memory``
    is the object that owns the memory, where other outputs may live in it too: it is kept alive until the
    walk ends, so that an address stands for one piece of memory.
    """

    type: str
    dtype: str
    shape: tuple[int, ...]
    pieces: Iterable[Piece]
    memory: tuple[int, object] | None = None


@dataclass(frozen=True, slots=True)
class Strings:
    """Many strings as one array: their lengths in UTF-8 bytes as uint64, then the bytes themselves.

    Of dtype ``str or missing`` some are None or NaN: then a letter before each says which it is.
    """

    type: str
    shape: tuple[int, ...]
    pieces: Iterable[Piece]
    dtype: str = "str"


@dataclass(frozen=True, slots=True)
class Bytes:
    """A run of bytes whose length only the reading tells: ``bytes``, or a file. ``keep`` stores them too."""

    type: str
    pieces: Iterable[Piece]
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Branch:
    """A container. Each child is the end of its path (``.weight``, ``[3]``) and a value or a node.

    ``order`` lists the names of its keys where their order is something a program can see.
    """

    type: str
    children: Iterable[tuple[str, object]]
    order: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be compared (``a function``), and what to return instead (``return its result``)."""

    what: str
    advice: str


Node: TypeAlias = Scalar | Text | Array | Strings | Bytes | Branch | Refusal
NODES = (Scalar, Text, Array, Strings, Bytes, Branch, Refusal)


def type_name(cls: type) -> str:
    """``torch.Tensor``, ``float``: where a class is found, without ``builtins``."""
    module, name = getattr(cls, "__module__", ""), cls.__qualname__
    return name if module in ("builtins", "", None) else f"{module}.{name}"
