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
from typing import TYPE_CHECKING

from pytest_repro.interpose.frames import module_of, package_of
from pytest_repro.interpose.slots import REPR, Slots, subclasses

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

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
    slots = Slots.of_this_interpreter()
    if slots is None:
        return False
    for cls in _SHOWN:
        slots.replace(cls, REPR, slots.get(cls, REPR), _instead_of(slots, cls, number))
    plain, ours = slots.get(object, REPR), _instead_of(slots, object, number)
    for cls in subclasses(object):
        slots.replace(cls, REPR, plain, ours)
    wrapped = slots.wrapped(REPR)
    if wrapped.value == plain:
        wrapped.value = ours
    return True


def _instead_of(slots: Slots, cls: type, number: Callable[[object, FrameType], int]) -> int:
    prototype = slots.ctypes.PYFUNCTYPE(slots.ctypes.py_object, slots.ctypes.py_object)
    return slots.callback(prototype, _showing(prototype(slots.get(cls, REPR)), number))


def _showing(
    real: Callable[[object], str], number: Callable[[object, FrameType], int]
) -> Callable[[object], str]:
    search, frame_above = _NUMBER.sub, sys._getframe

    def show(value: object) -> str:
        text = real(value)
        builtin = type(value) is types.BuiltinFunctionType
        owner = value.__self__ if builtin and value.__self__ is not None else value  # type: ignore[attr-defined]
        address = _address(owner)
        try:
            asking = _asking(frame_above(1))
        except ValueError:  # the interpreter itself
            return text
        if asking is None or package_of(asking) == _OWN_PACKAGE:
            return text  # we ask ourselves: that must change no number of the program's

        def shown(found: re.Match[str]) -> str:
            # Of a static method the class is shown, and not told.
            known = int(found[0], 16) == address or (builtin and owner is value)
            return f"{number(owner, asking):#x}" if known else found[0]

        return search(shown, text)

    return show


def _asking(frame: FrameType | None) -> FrameType | None:
    """Whoever wants the text: not what hands it on, nor the methods that dataclasses are given."""
    while frame is not None and (module_of(frame) in _HANDING_ON or frame.f_code.co_filename == "<string>"):
        frame = frame.f_back
    return frame
