"""Functions of the C library that a library written in C calls: it keeps their addresses in a table.

That table is filled when the library is loaded (ELF calls it the global offset table), and each of its
entries can be set to a function of ours.
"""

from __future__ import annotations

import ctypes
import functools
import mmap
import os
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DYNAMIC = 2
_END, _STRINGS, _SYMBOLS = 0, 5, 6
_TABLES = ((7, 8), (23, 2))
"""What the loader fills at once, and what it may fill at the first call: where it lies, how long it is."""
_KINDS = {"x86_64": (6, 7), "aarch64": (1025, 1026)}
"""By machine, those of entries that hold the address of a function."""
_READ_AND_WRITE = 3
_WORD = 8


class _Segment(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("offset", ctypes.c_uint64),
        ("address", ctypes.c_uint64), ("physical", ctypes.c_uint64), ("in_file", ctypes.c_uint64),
        ("in_memory", ctypes.c_uint64), ("align", ctypes.c_uint64),
    ]  # fmt: skip


class _Loaded(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_uint64),
        ("name", ctypes.c_char_p),
        ("segments", ctypes.POINTER(_Segment)),
        ("count", ctypes.c_uint16),
    ]


class _Relocation(ctypes.Structure):
    _fields_ = [("offset", ctypes.c_uint64), ("info", ctypes.c_uint64), ("addend", ctypes.c_int64)]


class _Symbol(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_uint32), ("info", ctypes.c_uint8), ("other", ctypes.c_uint8),
        ("section", ctypes.c_uint16), ("value", ctypes.c_uint64), ("size", ctypes.c_uint64),
    ]  # fmt: skip


class Library(NamedTuple):
    """A shared object in the memory of this process."""

    base: int
    tags: dict[int, int]

    def entries(self, name: str, kinds: tuple[int, ...]) -> Iterator[int]:
        """Where it keeps the address of the function ``name``."""
        for where, length in _TABLES:
            for number in range(self.tags.get(length, 0) // ctypes.sizeof(_Relocation)):
                at = self._inside(self.tags[where]) + number * ctypes.sizeof(_Relocation)
                entry = _Relocation.from_address(at)
                if entry.info & 0xFFFFFFFF in kinds and self._called(entry.info >> 32) == name.encode():
                    yield self.base + entry.offset

    def _called(self, number: int) -> bytes:
        at = self._inside(self.tags[_SYMBOLS]) + number * ctypes.sizeof(_Symbol)
        return ctypes.string_at(self._inside(self.tags[_STRINGS]) + _Symbol.from_address(at).name)

    def _inside(self, address: int) -> int:
        return address if address >= self.base else self.base + address


def libraries(name: str) -> list[Library]:
    """Those that are loaded and whose file's name matches the expression; none on another kind of system."""
    if not _kinds():
        return []
    found: list[Library] = []
    matches = re.compile(name.encode()).match
    prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Loaded), ctypes.c_size_t, ctypes.c_void_p)

    def look(loaded: Any, size: int, data: Any) -> int:
        one = loaded.contents
        if matches(os.path.basename(one.name or b"")):  # noqa: PTH119 - bytes
            segments = (one.segments[number] for number in range(one.count))
            found.extend(
                Library(one.base, _tags(one.base + s.address)) for s in segments if s.kind == _DYNAMIC
            )
        return 0

    ctypes.CDLL(None).dl_iterate_phdr(prototype(look), None)
    return found


def _tags(address: int) -> dict[int, int]:
    found: dict[int, int] = {}
    while (tag := ctypes.c_int64.from_address(address).value) != _END:
        found[tag] = ctypes.c_uint64.from_address(address + _WORD).value
        address += 2 * _WORD
    return found


@functools.cache
def _kinds() -> tuple[int, ...]:
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != _WORD:
        return ()
    return _KINDS.get(os.uname().machine, ())


class Calls:
    """What libraries call in the place of functions of the C library, with the way back."""

    def __init__(self) -> None:
        self._undo: list[tuple[int, int]] = []
        self._kept: list[Any] = []

    def replace(self, library: str, name: str, prototype: Any, function: Callable[..., Any]) -> None:
        """In all that are loaded whose file's name begins as the expression ``library`` says."""
        ours = prototype(function)
        self._kept.append(ours)
        pointer = ctypes.cast(ours, ctypes.c_void_p).value or 0
        entries = [at for found in libraries(library) for at in found.entries(name, _kinds())]
        for at in entries:
            self._undo.append((at, self._write(at, pointer)))

    def _write(self, at: int, pointer: int) -> int:
        """Into memory that may have been protected after it was filled; what stood there before."""
        page = at - at % mmap.PAGESIZE
        if ctypes.CDLL(None).mprotect(ctypes.c_void_p(page), ctypes.c_size_t(mmap.PAGESIZE), _READ_AND_WRITE):
            return 0
        entry = ctypes.c_uint64.from_address(at)
        before, entry.value = int(entry.value), pointer
        return before

    def undo(self) -> None:
        while self._undo:
            at, before = self._undo.pop()
            if before:
                ctypes.c_uint64.from_address(at).value = before
