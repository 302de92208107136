"""Orders in which results come in from elsewhere: noted, given again, or turned round."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.giving_way import BLOCK, IN_VAIN, rearranged

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.orders import Way

# Bound now: threads that the program starts are held back later.
_Timer = threading.Timer
HOLD = 0.3
"""Seconds for which a result waits for others that are under way."""
_MOMENT = 0.09
"""Seconds for which it waits where no other is known to be."""
_PATIENCE = 5.0
"""Seconds after which what is waited for is given up: the order is not one that the program can have."""


class Arrivals:
    """The order in which results come in from elsewhere, each known by a name, and are handed on.

    Who brings one in is never kept waiting: what has to come later is put by.
    """

    def __init__(self, way: Way, recorded: list[str] | None, workers: int | None = None) -> None:
        """``workers``: how many bring them in."""
        self._workers = workers
        self._way: Way = way if way != "replay" or recorded is not None else "note"
        self._due = list(recorded or ())
        self.handed: list[str] = []
        self._put_by: dict[str, Callable[[], Any]] = {}
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._expected = 0
        self._in_vain = 0

    def expect(self) -> str:
        """A name for the result of a task that is being given away."""
        with self._lock:
            self._expected += 1
            return str(self._expected)

    def arrive(self, name: str, hand: Callable[[], Any], turned: bool = False) -> None:
        """``turned``: something else sees to it that they come in another order, which is to be kept."""
        with self._lock:
            self._put_by[name] = hand
            if self._way == "note" or (self._way == "replay" and name not in self._due):
                self._hand(name)
            elif self._way == "replay":
                self._hand_due()
            elif self._is_block():
                self._hand_all(turned)
            self._watch()

    def _is_block(self) -> bool:
        """Whether so many have come that they change places, or no other is known to be under way. One that
        is alone waits for others all the same, until it did so in vain again and again.
        """
        if len(self._put_by) > 1:
            self._in_vain = 0
        if len(self._put_by) >= BLOCK:
            return True
        waits = len(self._put_by) < 2 and self._in_vain < IN_VAIN
        return not waits and self._is_last()

    def _is_last(self) -> bool:
        """Whether no other task is known to be under way."""
        return self._expected == len(self.handed) + len(self._put_by)

    def _hand_due(self) -> None:
        while self._due and self._due[0] in self._put_by:
            self._hand(self._due.pop(0))

    def _hand_all(self, turned: bool = False) -> None:
        """The last that came first, or the last that was started."""
        self._due.clear()
        if turned:
            order = sorted(self._put_by, key=int, reverse=True)
        else:
            order = rearranged(list(self._put_by), self._workers)
        for name in order:
            self._hand(name)

    def _hand(self, name: str) -> None:
        hand = self._put_by.pop(name)
        self.handed.append(name)
        hand()

    def _watch(self) -> None:
        """What nobody comes to release is released after a while."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._put_by:
            wait = _PATIENCE if self._way == "replay" else _MOMENT if self._is_last() else HOLD
            self._timer = _Timer(wait, self._give_up)
            self._timer.daemon = True
            self._timer.start()

    def _give_up(self) -> None:
        with self._lock:
            self._in_vain += 1
            self._hand_all()
