"""Numbers that stand for objects where their addresses would."""

from __future__ import annotations

import builtins
import itertools
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

import xxhash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_repro.interpose.sites import SiteFinder

    Line = tuple[str, int] | None
    """File and line; None where a library does it for itself while it is being imported."""

# Bound now: the function of that name is what the numbers are given out by later.
_address = builtins.id


class Numbering:
    """Gives each object a number on first sight, and keeps it for as long as the object lives.

    The number follows from a key, the user's line at which the object was first seen, and how many were seen
    there before: the same in every run of a deterministic program, whatever the memory looks like. Objects
    that weak references cannot point to keep their number until another object takes their place in memory,
    and hand it on to that.
    """

    def __init__(self, finder: SiteFinder, key: Callable[[Line], int]) -> None:
        self._finder = finder
        self._key = key
        self._known: dict[int, _Known] = {}
        self._counts: dict[Line, Iterator[int]] = {}
        self._salt = ""

    def restart(self, salt: str) -> None:
        """Count anew what is met from now on; known objects keep their numbers."""
        self._counts, self._salt = {}, salt

    def __len__(self) -> int:
        return len(self._known)

    def number(self, value: object) -> int:
        """64 bits, the same whenever it is asked for."""
        return (self._known.get(_address(value)) or self._meet(value)).number

    def met(self, value: object) -> Line:
        """Where a numbered object was seen first."""
        return self._known[_address(value)].line

    def _meet(self, value: object) -> _Known:
        place = self._finder.place(depth=3)
        line = None if place is None else (place.file, place.line)
        count = next(self._counts.setdefault(line, itertools.count()))
        text = f"{self._salt}{line}:{count}".encode("utf-8", "surrogateescape")
        number = xxhash.xxh3_64_intdigest(text, self._key(line))
        # Two threads may meet an object at once: the first one's number holds.
        return self._known.setdefault(_address(value), _Known(number, line, self._watch(value)))

    def _watch(self, value: object) -> Watch | None:
        try:
            return Watch(value, self._forget)
        except TypeError:
            return None

    def _forget(self, watch: Watch) -> None:
        known = self._known.get(watch.address)
        if known is not None and known.watch is watch:
            del self._known[watch.address]


class _Known(NamedTuple):
    number: int
    line: Line
    """Where it was seen first."""
    watch: Watch | None


class Watch(weakref.ReferenceType[Any]):
    """A weak reference that knows where its object lay."""

    __slots__ = ("address",)
    address: int

    def __new__(cls, value: object, gone: Callable[[Watch], None]) -> Watch:
        watch = super().__new__(cls, value, gone)
        watch.address = _address(value)
        return watch
