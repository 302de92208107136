"""Clocks that libraries read in C, from the kernel: ``numpy.datetime64("now")``, dates of SQLite's."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.symbols import Calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.imports import ImportHooks

_NS = 1_000_000_000
_US = 1_000


class _Time(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("microseconds", ctypes.c_long)]


_SECONDS = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.POINTER(ctypes.c_long))
_TIME_OF_DAY = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Time), ctypes.c_void_p)


class LibraryClocks:
    """Lets them ask ``now``, which gives nanoseconds since 1970, once somebody has imported them."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._calls = Calls()

        def seconds(out: Any) -> int:
            answer = now() // _NS
            if out:
                out[0] = answer
            return answer

        def time_of_day(out: Any, zone: Any) -> int:
            answer = now()
            out[0] = _Time(answer // _NS, answer % _NS // _US)
            return 0

        self._seconds, self._time_of_day = seconds, time_of_day

    def install(self, imports: ImportHooks) -> None:
        imports.when_imported("numpy", lambda _: self._hook_numpy())
        imports.when_imported("sqlite3", lambda _: self._hook_sqlite())

    def _hook_numpy(self) -> None:
        self._calls.replace("_multiarray_umath", "time", _SECONDS, self._seconds)

    def _hook_sqlite(self) -> None:
        self._calls.replace("libsqlite3|_sqlite3", "gettimeofday", _TIME_OF_DAY, self._time_of_day)

    def uninstall(self) -> None:
        self._calls.undo()
