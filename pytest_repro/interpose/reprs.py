"""What functions, generators, locks and plain objects show of themselves: their address, made in C.

``repr(act)`` is ``<function act at 0x7f…>``, and so is what it stands in: the text of a configuration, the
key of a cache. The slot ``tp_repr`` of their types is set to a function of ours, which asks the real one and
gives another number in place of the address.
"""

from __future__ import annotations

import re
import sys
import threading
import types
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.frames import module_of, package_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_POINTERS_BEFORE = 9
"""Of the size of a pointer, between the header of every object and ``tp_repr``: the same since Python 3.8."""
_WRAPPED_BEFORE = 4
"""Likewise, before the function of a slot that ``object.__repr__`` stands for."""
_SHOWN = (
    types.FunctionType, types.BuiltinFunctionType, types.GeneratorType, types.CoroutineType,
    types.AsyncGeneratorType, types.CodeType, type(threading.Lock()), type(threading.RLock()),
)  # fmt: skip
_HANDING_ON = frozenset({
    "collections", "dataclasses", "dis", "json", "json.encoder", "linecache", "pprint", "re", "reprlib",
    "string", "traceback",
})  # fmt: skip
"""Modules of the standard library that show objects for whoever calls them."""
_OWN_PACKAGE = __name__.partition(".")[0]
_NUMBER = re.compile(r"\b0x[0-9a-fA-F]+")

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


def number_reprs(number: Callable[[object, FrameType], int]) -> bool:
    """Show what ``number`` says in place of addresses, until the process ends; whether this interpreter lets
    us. ``number`` is called with the object and the frame that asks.
    """
    slots = _Slots.of_this_interpreter()
    if slots is None:
        return False
    for cls in _SHOWN:
        slots.replace((cls,), slots.pointer(cls), number)
    plain = slots.pointer(object)
    slots.replace(_classes(object), plain, number)
    return True


class _Slots:
    """The slots ``tp_repr`` of types, by way of ctypes."""

    def __init__(self, ctypes: Any) -> None:
        self._ctypes = ctypes
        self._width = ctypes.sizeof(ctypes.c_void_p)
        self._prototype = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)

    @classmethod
    def of_this_interpreter(cls) -> _Slots | None:
        """None where types are not laid out as we know it, or nothing may be called back from C."""
        if sys.implementation.name != "cpython":
            return None
        try:
            import ctypes

            slots = cls(ctypes)
            slots._prototype(repr)
            known = slots.pointer(object) == slots._wrapped().value
        except (ImportError, AttributeError, MemoryError, OSError):
            return None
        return slots if known else None

    def _at(self, thing: object, pointers: int) -> Any:
        place = _address(thing) + object.__basicsize__ + pointers * self._width
        return self._ctypes.c_void_p.from_address(place)

    def _wrapped(self) -> Any:
        """Where classes that are made later take theirs from."""
        return self._at(vars(object)["__repr__"], _WRAPPED_BEFORE)

    def pointer(self, cls: type) -> int:
        found: int = self._at(cls, _POINTERS_BEFORE).value
        return found

    def replace(
        self,
        classes: Iterator[type] | tuple[type, ...],
        plain: int,
        number: Callable[[object, FrameType], int],
    ) -> None:
        """Set the slots that hold ``plain`` to a function that shows what ``number`` says."""
        real = self._prototype(plain)
        ours = self._prototype(_showing(real, number))
        # The interpreter may ask until its very end, after modules have been taken apart.
        for kept in (real, ours, self._prototype):
            self._ctypes.pythonapi.Py_IncRef(self._ctypes.py_object(kept))
        pointer = self._ctypes.cast(ours, self._ctypes.c_void_p).value
        for cls in classes:
            slot = self._at(cls, _POINTERS_BEFORE)
            if slot.value == plain:
                slot.value = pointer
        wrapped = self._wrapped()
        if wrapped.value == plain:
            wrapped.value = pointer


def _showing(
    real: Callable[[object], str], number: Callable[[object, FrameType], int]
) -> Callable[[object], str]:
    search, frame_above = _NUMBER.sub, sys._getframe

    def show(value: object) -> str:
        text = real(value)
        owner = value.__self__ if type(value) is types.BuiltinFunctionType else value
        address = _address(owner)
        try:
            asking = _asking(frame_above(1))
        except ValueError:  # the interpreter itself
            return text
        if asking is None or package_of(asking) == _OWN_PACKAGE:
            return text  # we ask ourselves: that must change no number of the program's

        def shown(found: re.Match[str]) -> str:
            return f"{number(owner, asking):#x}" if int(found[0], 16) == address else found[0]

        return search(shown, text)

    return show


def _asking(frame: FrameType | None) -> FrameType | None:
    """Whoever wants the text: not what hands it on, nor the methods that dataclasses are given."""
    while frame is not None and (module_of(frame) in _HANDING_ON or frame.f_code.co_filename == "<string>"):
        frame = frame.f_back
    return frame


def _classes(cls: type) -> Iterator[type]:
    met, found = {cls}, [cls]
    while found:
        one = found.pop()
        yield one
        derived: list[type] = type.__subclasses__(one)
        new = [cls for cls in derived if cls not in met]
        met.update(new)
        found.extend(new)
