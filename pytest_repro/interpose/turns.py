"""Orders in which things come to an end: noted, given again, or turned round."""

from __future__ import annotations

import functools
import threading
import time
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pytest_repro.interpose.running import task

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")
    WhenOver = Callable[[Callable[[], None]], None]

Way = Literal["note", "replay", "turn"]
# Bound now: in a trial the clock is replaced later, and threads that the program starts are held back.
_now, _Timer = time.monotonic, threading.Timer
_ident = threading.get_ident
_MOMENT = 0.03
BLOCK = 4
"""So many that run at once change places."""
HOLD = 0.3
"""Seconds for which a result waits for others that are under way."""
_HOLD = 0.5
_STAGGER = 0.1
"""Seconds by which one of a block is held longer than the next, if they take too long to be waited for."""
_HELD_AT_MOST = 2.0
_IDLE = 1.0
_LATE = 1.0
"""Seconds that a thread may need on a busy machine from taking up a task to saying so."""
_NOT_YET = 0
"""In the place of a thread's number."""
_LEAST_WORK = 0.03
"""Tasks that take less of the CPU than this share of ``_IDLE`` seconds wait for another one."""
_MAIN = -1
"""The main thread's, among the numbers of tasks."""
_LONGEST = 30.0
"""Seconds that a task waits for those before it, however hard they work: they may work until it is done."""
_PATIENCE = 5.0
"""Seconds after which what is waited for is given up: the order is not one that the program can have."""


_IN_VAIN = 20
"""So many times in a row a task waits for a neighbour that nobody has started yet: they come one by one."""


class Turns:
    """Lets tasks that would run at once run one after another, in the order of their numbers.

    Turned round, those of a block end in reverse order, as far as so many can run at once: each lets the
    later ones go before, if they have been started and end soon. Of four tasks of two workers the first one
    becomes the last. Where tasks wait for one another, those of each kind take turns of their own; where that
    does not help, all are let go together.
    """

    def __init__(self, turned: bool, name: str = "", workers: int | None = None) -> None:
        """``name``: what tells these tasks from others, in every trial. ``workers``: how many run at once."""
        self.turned = turned
        self._name = name
        self.workers = workers
        self._held: set[int] = set()
        self._kinds: dict[int, Any] = {}
        """Of those that have not ended, what tells whether they do the same."""
        self._let_go: set[Any] = set()
        """Kinds that are not held, since those of one kind share their work."""
        self._given: list[bool] = []
        """Of each number that has been given out, whether it is to be turned round."""
        self._running: dict[int, int] = {}
        self._ended: set[int] = set()
        self._over = 0
        """All numbers below have come to an end."""
        self._changed = threading.Condition()
        self._apart = self._together = False
        self._in_vain = 0

    def next_number(self, turned: bool | None = None, kind: Any = None) -> int:
        """``turned``: as this one is, where lines of their own start tasks."""
        with self._changed:
            number = len(self._given)
            self._given.append(self.turned if turned is None else turned)
            if kind is not None:
                self._kinds[number] = kind
            return number

    def coming(self, number: int) -> None:
        """It has been started, and waits for the machine at most."""
        with self._changed:
            self._running.setdefault(number, _NOT_YET)

    def let_go_with(self, number: int) -> int:
        """Let those of the same kind run at once; how many there are."""
        with self._changed:
            kind = self._kinds.get(number)
            self._let_go.add(kind)
            self._changed.notify_all()
            return sum(other == kind for other in self._kinds.values())

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
        with self._changed:
            self._running[number] = _ident()
            self._changed.notify_all()
        if not self.turns(number):
            self._await_begun(number)
            self._await_turn(number)
        elif number % BLOCK < held_of(BLOCK, self.workers):
            self._let_go_before(number)

    def turns(self, number: int) -> bool:
        """Whether this one is turned round."""
        return self._given[number] if number < len(self._given) else self.turned

    def end(self, number: int) -> None:
        with self._changed:
            self._running.pop(number, None)
            self._kinds.pop(number, None)
            self._ended.add(number)
            self._changed.notify_all()

    def _await_begun(self, number: int) -> None:
        """Another thread may have taken up a task before, and not have come to its turn yet."""
        with self._changed:
            self._changed.wait_for(lambda: not self._missing(number), _LATE)
            self._ended.update(self._missing(number))  # they will not come: somebody has cancelled them

    def _missing(self, number: int) -> list[int]:
        while self._over in self._ended:
            self._ended.discard(self._over)
            self._over += 1
        before = range(self._over, min(number, len(self._given)))
        return [n for n in before if n not in self._running and n not in self._ended]

    def _has_ended(self, number: int) -> bool:
        return number < self._over or number in self._ended

    def _await_turn(self, number: int) -> None:
        began = since = _now()
        with self._changed:
            apart, worked = self._apart, self._worked(number)
            while not self._together and self._comes_later(number):
                self._changed.wait(_MOMENT)
                if _now() - since > _IDLE:
                    before, worked = worked, self._worked(number)
                    if _is_idle(before, worked) or _now() - began > _LONGEST:
                        self._let_go_more(apart)
                    since, apart = _now(), self._apart

    def _comes_later(self, number: int) -> bool:
        return any(n < number and not (self._apart and self._differ(n, number)) for n in self._running)

    def _differ(self, one: int, other: int) -> bool:
        return bool(self._kinds.get(one) != self._kinds.get(other))

    def _let_go_more(self, apart: bool) -> None:
        """The first of them may be waiting for one that does something else, as what fills a queue waits for
        what empties it; ``apart``: it has not been that.
        """
        if apart or len({self._kinds.get(n) for n in self._running}) < 2:
            self._together = True
        else:
            self._apart = True

    def _worked(self, number: int) -> dict[int, float]:
        """What those that a task may be waiting for have used of the CPU so far: the tasks before it, those
        that do something else, and the main thread, for which one that fills a bounded queue waits while that
        thread deals with what it took.
        """
        threads = {n: i for n, i in self._running.items() if n < number or self._differ(n, number)}
        threads[_MAIN] = threading.main_thread().ident or _NOT_YET
        return {n: _cpu_seconds(ident) for n, ident in threads.items()}

    def _let_go_before(self, number: int) -> None:
        """Wait for the later ones of the block, as long as one of them comes to its end now and then."""
        start = number - number % BLOCK
        later = [other for other in range(number + 1, start + BLOCK) if self.turns(other)]
        until = _now() + _HELD_AT_MOST
        with self._changed:
            self._held.add(number)
            while left := [other for other in later if not self._has_ended(other)]:
                if self._is_let_go(number):
                    break
                begun = [other for other in left if other in self._running]
                if self._in_vain >= _IN_VAIN and not begun and left[0] >= len(self._given):
                    break
                worked_before = any(n < start and n not in self._held for n in self._running)
                hold = _HOLD + _STAGGER * (len(begun) - 1) if begun or worked_before else _MOMENT
                if not self._changed.wait_for(
                    functools.partial(self._moved, number, left, begun), min(hold, until - _now())
                ):
                    self._in_vain += not begun
                    break
                self._in_vain = 0
            self._held.discard(number)

    def _is_let_go(self, number: int) -> bool:
        return number in self._kinds and self._kinds[number] in self._let_go

    def _moved(self, number: int, left: list[int], begun: list[int]) -> bool:
        """Whether one has been started or has ended since, or ``number`` is let go."""
        return self._is_let_go(number) or any(
            self._has_ended(n) or (n in self._running and n not in begun) for n in left
        )


class NoTurns(Turns):
    """Tells tasks from one another as in any trial, and lets all of them run at once."""

    def begin(self, number: int) -> None:
        """It is every one's turn."""


def held_of(block: int, workers: int | None) -> int:
    """How many of the first of a block can wait for all others of it, which needs one that goes on."""
    return min(block, workers or block) - 1


def rearranged(block: list[T], workers: int | None) -> list[T]:
    """What came in one after another, as it might as well: some have been held until the others had come."""
    held = held_of(len(block), workers)
    return [*block[held:], *reversed(block[:held])]


def _is_idle(before: dict[int, float], now: dict[int, float]) -> bool:
    """Whether none of the tasks has ended, begun, or worked worth mentioning."""
    return before.keys() == now.keys() and sum(now.values()) - sum(before.values()) < _LEAST_WORK


def _cpu_seconds(ident: int) -> float:
    """What a thread has used of the CPU; it does not change while the thread waits."""
    if ident == _NOT_YET:
        return 0.0
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(ident))
    except (AttributeError, OSError):  # not on this system, or the thread is over
        return 0.0


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
        waits = len(self._put_by) < 2 and self._in_vain < _IN_VAIN
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
            wait = _PATIENCE if self._way == "replay" else _MOMENT * 3 if self._is_last() else HOLD
            self._timer = _Timer(wait, self._give_up)
            self._timer.daemon = True
            self._timer.start()

    def _give_up(self) -> None:
        with self._lock:
            self._in_vain += 1
            self._hand_all()
