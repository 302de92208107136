"""Calls that wait until a loop has nothing to do at once: what follows from one comes before the next."""

from __future__ import annotations

import weakref
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = 200
"""Rounds of a loop in which there is always something left to do: a coroutine keeps looking for something."""
_known: weakref.WeakKeyDictionary[Any, Quiet] = weakref.WeakKeyDictionary()


class Quiet:
    """Those of one loop, which is written in Python."""

    def __init__(self, loop: Any) -> None:
        self._loop = weakref.ref(loop)
        self._calls: deque[Callable[[], object]] = deque()
        self._steps = 0

    def then(self, call: Callable[[], object]) -> None:
        """Called in the thread of the loop."""
        self._calls.append(call)
        if len(self._calls) == 1:
            self._go_on()

    def _look(self) -> None:
        if self._loop()._ready and self._steps < _STEPS:  # type: ignore[union-attr]
            self._steps += 1
        else:
            self._steps = 0
            self._calls.popleft()()
        if self._calls:
            self._go_on()

    def _go_on(self) -> None:
        loop = self._loop()
        if loop is not None:
            loop.call_soon(self._look)


def quiet_of(loop: Any) -> Quiet:
    known = _known.get(loop)
    if known is None:
        known = _known[loop] = Quiet(loop)
    return known
