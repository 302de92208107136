"""How long a trial has looked on instead of running the program: its clock stands still meanwhile."""

from __future__ import annotations

import threading
import time

# Bound now: in a trial the clock is replaced later.
_now = time.monotonic_ns
_thread = threading.get_ident


class Looking:
    """A program that goes by the time, one that ends after two seconds say, is to do the same when traced.

    Only the thread that made this counts: where several look on at once, that is no time of theirs.
    """

    def __init__(self) -> None:
        self._main = _thread()
        self._spent = 0
        self._since = 0

    def begins(self) -> None:
        if _thread() == self._main:
            self._since = _now()

    def ends(self) -> None:
        if self._since and _thread() == self._main:
            self._spent, self._since = self._spent + _now() - self._since, 0

    def spent(self) -> int:
        """Nanoseconds up to now."""
        since = self._since
        return self._spent + (_now() - since if since else 0)
