"""The functions in C by which types hash and show their objects, and putting others in their place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPR, HASH = 9, 13
"""Which of the words behind the header of a type holds the function: the same since Python 3.8."""
_NAMES = {REPR: "__repr__", HASH: "__hash__"}
_WRAPPED = 4
"""Likewise, in what stands for a slot in the dict of a type: ``vars(object)["__hash__"]``."""

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


class Slots:
    """The slots of all types, by way of ctypes."""

    def __init__(self, ctypes: Any) -> None:
        self.ctypes = ctypes
        self._width = ctypes.sizeof(ctypes.c_void_p)
        self._word = ctypes.c_void_p
        self._cast, self._object = ctypes.cast, ctypes.py_object

    @classmethod
    def of_this_interpreter(cls) -> Slots | None:
        """None where types are not laid out as we know it, or nothing may be called back from C."""
        if sys.implementation.name != "cpython":
            return None
        try:
            import ctypes

            slots = cls(ctypes)
            ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(repr)
            known = all(slots.get(object, slot) == slots.wrapped(slot).value for slot in _NAMES)
        except (ImportError, AttributeError, MemoryError, OSError):
            return None
        return slots if known else None

    def get(self, cls: type, slot: int) -> int:
        found: int = self._at(cls, slot).value
        return found

    def replace(self, cls: type, slot: int, known: int, function: int) -> None:
        """Set a slot that holds ``known``; another one holds what the type does in its own way."""
        at = self._at(cls, slot)
        if at.value == known:
            at.value = function

    def wrapped(self, slot: int) -> Any:
        """Where classes that are made later take theirs from."""
        return self._at(vars(object)[_NAMES[slot]], _WRAPPED)

    def object_at(self, address: int) -> Any:
        return self._cast(address, self._object).value

    def callback(self, prototype: Any, function: Callable[..., Any]) -> int:
        """What a slot may be set to, so that ``function`` is called."""
        made = prototype(function)
        # The interpreter asks until its very end, after modules have been taken apart.
        for kept in (made, prototype, prototype._restype_, *prototype._argtypes_):
            self.ctypes.pythonapi.Py_IncRef(self._object(kept))
        pointer: int = self._cast(made, self._word).value
        return pointer

    def _at(self, thing: object, words: int) -> Any:
        return self._word.from_address(_address(thing) + object.__basicsize__ + words * self._width)


def subclasses(cls: type) -> Iterator[type]:
    """The class, and all that are derived from it, each once."""
    met, found = {cls}, [cls]
    while found:
        one = found.pop()
        yield one
        derived: list[type] = type.__subclasses__(one)
        new = [cls for cls in derived if cls not in met]
        met.update(new)
        found.extend(new)
