"""Whose turn it is of tasks that would run at once."""

from __future__ import annotations

import functools
import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_repro.interpose.giving_way import GivingWay
from pytest_repro.interpose.running import task
from pytest_repro.interpose.standing import NOT_YET, Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")
    WhenOver = Callable[[Callable[[], None]], None]

# Bound now: in a trial the clock is replaced later.
_now = time.monotonic
_MOMENT = 0.03
_IDLE = 1.0
_LATE = 1.0
"""Seconds that a thread may need on a busy machine from taking up a task to saying so."""
_LEAST_WORK = 0.03
"""Tasks that take less of the CPU than this share of ``_IDLE`` seconds wait for another one."""
_MAIN = -1
"""The main thread's, among the numbers of tasks."""
_LONGEST = 30.0
"""Seconds that a task waits for those before it, however hard they work: they may work until it is done."""


class Turns:
    """Lets tasks that would run at once run one after another, in the order of their numbers.

    Turned round, those of a block end in reverse order, as far as so many can run at once: of four tasks of
    two workers the first one becomes the last. Where tasks wait for one another, those of each kind take
    turns of their own; where that does not help, all are let go together.
    """

    def __init__(self, turned: bool, name: str = "", workers: int | None = None) -> None:
        """``name``: what tells these tasks from others, in every trial. ``workers``: how many run at once."""
        self.turned = turned
        self._name = name
        self._standing = Standing(turned)
        self._giving_way = GivingWay(self._standing, workers)
        self._apart = self._together = False

    def next_number(self, turned: bool | None = None, kind: Any = None) -> int:
        """``turned``: as this one is, where lines of their own start tasks."""
        with self._standing.changed:
            return self._standing.give(turned, kind)

    def coming(self, number: int) -> None:
        """It has been started, and waits for the machine at most."""
        with self._standing.changed:
            self._standing.coming(number)

    def let_go_with(self, number: int) -> int:
        """Let those of the same kind run at once; how many there are."""
        return self._giving_way.let_go_with(number)

    def known(self, workers: int) -> None:
        """It shows that so many run at once."""
        self._giving_way.workers = workers

    def run(self, number: int, call: Callable[[], T], when_over: WhenOver | None = None) -> T:
        """``when_over`` says when the turn is, if that is later than the call's end."""
        self.begin(number)
        try:
            with task(f"{self._name}#{number}"):
                return call()
        finally:
            if when_over is None:
                self.end(number)
            else:
                when_over(functools.partial(self.end, number))

    def begin(self, number: int) -> None:
        """Wait until it is this one's turn."""
        with self._standing.changed:
            self._standing.begin(number)
        if self.turns(number):
            self._giving_way.wait(number)
        else:
            self._await_begun(number)
            self._await_turn(number)

    def turns(self, number: int) -> bool:
        """Whether this one is turned round."""
        return self._standing.is_turned(number)

    def end(self, number: int) -> None:
        with self._standing.changed:
            self._standing.end(number)

    def _await_begun(self, number: int) -> None:
        """Another thread may have taken up a task before, and not have come to its turn yet."""
        standing = self._standing
        with standing.changed:
            standing.changed.wait_for(lambda: not standing.missing(number), _LATE)
            standing.give_up(standing.missing(number))

    def _await_turn(self, number: int) -> None:
        began = since = _now()
        with self._standing.changed:
            apart, worked = self._apart, self._worked(number)
            while not self._together and self._comes_later(number):
                self._standing.changed.wait(_MOMENT)
                if _now() - since > _IDLE:
                    before, worked = worked, self._worked(number)
                    if _is_idle(before, worked) or _now() - began > _LONGEST:
                        self._let_go_more(apart)
                    since, apart = _now(), self._apart

    def _comes_later(self, number: int) -> bool:
        running = self._standing.running
        return any(n < number and not (self._apart and self._standing.differ(n, number)) for n in running)

    def _let_go_more(self, apart: bool) -> None:
        """The first of them may be waiting for one that does something else, as what fills a queue waits for
        what empties it; ``apart``: it has not been that.
        """
        if apart or len(set(map(self._standing.kind, self._standing.running))) < 2:
            self._together = True
        else:
            self._apart = True

    def _worked(self, number: int) -> dict[int, float]:
        """What those that a task may be waiting for have used of the CPU so far: the tasks before it, those
        that do something else, and the main thread, for which one that fills a bounded queue waits while that
        thread deals with what it took.
        """
        running, differ = self._standing.running, self._standing.differ
        threads = {n: i for n, i in running.items() if n < number or differ(n, number)}
        threads[_MAIN] = threading.main_thread().ident or NOT_YET
        return {n: _cpu_seconds(ident) for n, ident in threads.items()}


class NoTurns(Turns):
    """Tells tasks from one another as in any trial, and lets all of them run at once."""

    def begin(self, number: int) -> None:
        """It is every one's turn."""


def _is_idle(before: dict[int, float], now: dict[int, float]) -> bool:
    """Whether none of the tasks has ended, begun, or worked worth mentioning."""
    return before.keys() == now.keys() and sum(now.values()) - sum(before.values()) < _LEAST_WORK


def _cpu_seconds(ident: int) -> float:
    """What a thread has used of the CPU; it does not change while the thread waits."""
    if ident == NOT_YET:
        return 0.0
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(ident))
    except (AttributeError, OSError):  # not on this system, or the thread is over
        return 0.0
