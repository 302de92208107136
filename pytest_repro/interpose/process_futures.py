"""Futures of a pool of processes that call back: the thread that receives results runs what they call."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.starters import CALLBACK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.arrivals import Arrivals
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place


class ProcessFutures:
    """``arrivals`` gives, for a pool and what it is asked for, the order in which results are handed on."""

    def __init__(self, arrivals: Callable[[Any, str, Place | None], Arrivals]) -> None:
        self._arrivals = arrivals
        self._pools: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
        self._handed: weakref.WeakKeyDictionary[Any, tuple[Arrivals, str]] = weakref.WeakKeyDictionary()
        """Of futures that call back, who hands them their result, and under which name."""

    def watch_pool(self, executor: Any, patches: Patches) -> None:
        real = executor.submit

        @functools.wraps(real)
        def submit(pool: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            future = real(pool, fn, *args, **kwargs)
            self._pools[future] = pool
            return future

        patches.set(executor, "submit", submit)

    def watch_results(self, future: Any, patches: Patches) -> None:
        for name in ("set_result", "set_exception"):
            patches.set(future, name, self._handing(getattr(future, name)))

    def calls_back(self, future: Any, place: Place | None = None) -> None:
        """Called where the program asks to be called, or a loop does for the program's line ``place``."""
        pool = self._pools.get(future)
        if pool is not None and future not in self._handed:
            arrivals = self._arrivals(pool, CALLBACK, place)
            self._handed[future] = arrivals, arrivals.expect()

    def _handing(self, real: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        @functools.wraps(real)
        def hand(future: Any, value: Any) -> None:
            known = self._handed.get(future)
            if known is None:
                real(future, value)
            else:
                known[0].arrive(known[1], lambda: real(future, value))

        return hand
