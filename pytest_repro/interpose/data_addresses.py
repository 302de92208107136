"""Where the data of arrays and tensors lie: ``tensor.data_ptr()``, ``array.ctypes.data`` and the like."""

from __future__ import annotations

import functools
import gc
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.lookups import answers_for_lookup
from pytest_repro.interpose.starters import is_ours

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Tap

ADDRESS = "address of data"
FOR_LOOKUP = f"{ADDRESS}, for a lookup"
_INTERFACE = "__array_interface__"
_READERS = frozenset({"cffi", "ctypes", "cupy", "numba", "triton"})
"""Who imports one of these may follow an address: it gets the true one."""


class DataAddresses:
    """No other one can be made up, since something may be read there: addresses differ by themselves.

    In a replay a line of the program's gets the recorded number for each that it asks for.
    """

    def __init__(self, tap: Tap, finder: SiteFinder) -> None:
        self._tap = tap
        self._finder = finder
        self._undo: list[Callable[[], None]] = []

    def install(self, imports: ImportHooks, patches: Patches) -> None:
        imports.when_imported("torch", lambda torch: self._watch_torch(torch, patches))
        imports.when_imported("numpy", lambda numpy: self._watch_numpy(numpy, patches))

    def uninstall(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _watch_torch(self, torch: Any, patches: Patches) -> None:
        for owner in (torch.Tensor, torch.UntypedStorage, torch.storage.TypedStorage):
            real = owner.data_ptr
            patches.set(owner, "data_ptr", functools.wraps(real)(self._asked(real)))

    def _watch_numpy(self, numpy: Any, patches: Patches) -> None:
        by_ctypes = type(numpy.empty(0).ctypes)
        patches.set(by_ctypes, "data", property(self._asked(by_ctypes.data.fget)))
        self._watch_interface(numpy.ndarray)

    def _watch_interface(self, array: type) -> None:
        """A type in C lets nobody set its attributes, but its dict is one like others."""
        real = vars(array)[_INTERFACE]
        address = self._asked(lambda interface: interface["data"][0])

        def interface(this: Any) -> dict[str, Any]:
            found: dict[str, Any] = real.__get__(this)
            return {**found, "data": (address(found, sys._getframe(1)), *found["data"][1:])}

        def put(value: Any) -> None:
            import ctypes

            (names,) = gc.get_referents(vars(array))
            names[_INTERFACE] = value
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(array))

        put(property(interface))
        self._undo.append(lambda: put(real))

    def _asked(self, real: Callable[[Any], int]) -> Callable[..., int]:
        def address(this: Any, asking: FrameType | None = None) -> int:
            """Digests of ours read what lies there, at whatever line it is: they get the true one."""
            frame = asking or sys._getframe(1)
            own = not is_ours(frame) and self._finder.is_user_file(frame.f_code.co_filename)
            if not own or not _READERS.isdisjoint(frame.f_globals):
                return real(this)
            looked_up = answers_for_lookup(frame.f_code, frame.f_lasti)
            return self._tap.ask(FOR_LOOKUP if looked_up else ADDRESS, lambda: real(this))

        return address
