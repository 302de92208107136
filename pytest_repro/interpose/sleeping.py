"""Coroutines that sleep in one event loop, and the order in which they go on.

A sleep stands for what takes its time elsewhere, and lasts as long as it was asked to, or longer. In a trial
that is recorded or replays, one coroutine goes on after another: all that a loop can do at once comes before
the next. Varied, those that end within a moment of one another do so in another order, but nothing is held
beyond the next timer of the loop that is no sleep: what has a time limit keeps it.
"""

from __future__ import annotations

import functools
import math
import sys
import time
import weakref
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.giving_way import BLOCK
from pytest_repro.interpose.quiet import quiet_of
from pytest_repro.interpose.resuming import resumes_at
from pytest_repro.interpose.sites import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.awaited import Awaited
    from pytest_repro.interpose.orders import Orders, Way
    from pytest_repro.interpose.patches import Patches

_now = time.monotonic  # bound now: in a trial the clock is replaced later
SLEEP = "sleep"
"""As what a line is noted at which one of several goes on."""
MOMENT = 0.05
"""Seconds for which a sleep may last longer, but never more than twice as long, to end after others."""
_PATIENCE = 2.0
"""Seconds that one is waited for at first whose turn it is."""
_OF_WHAT_IS_LEFT = 0.25
"""For so much of the time until another timer is due something may be held: clocks of trials run faster than
loops wait."""
_LOOKED_AT = 200
"""So many timers at most are looked through for one that is no sleep, each time that one ends."""


class Sleeping:
    """What :func:`asyncio.sleep` asks of the loops of a trial that are written in Python."""

    def __init__(self, orders: Orders, awaited: Awaited) -> None:
        self._orders = orders
        self._awaited = awaited
        self._loops: weakref.WeakKeyDictionary[Any, Sleepers] = weakref.WeakKeyDictionary()

    def watch(self, asyncio: Any, patches: Patches) -> None:
        wake = getattr(asyncio.futures, "_set_result_unless_cancelled", None)
        asked = asyncio.base_events.BaseEventLoop.call_later.__code__
        sleep = asyncio.tasks.sleep.__code__
        real = asyncio.base_events.BaseEventLoop.call_at

        @functools.wraps(real)
        def call_at(loop: Any, when: Any, callback: Any, *args: Any, **kwargs: Any) -> Any:
            caller = sys._getframe(1)
            sleeps = callback is wake and caller.f_code is asked
            asking = caller.f_back if sleeps else None
            place = self._place() if asking is not None and asking.f_code is sleep else None
            if place is None:
                return real(loop, when, callback, *args, **kwargs)
            return self._of(loop, place, real).begin(place, when, functools.partial(callback, *args))

        patches.set(asyncio.base_events.BaseEventLoop, "call_at", call_at)
        told = asyncio.base_events.BaseEventLoop.time

        @functools.wraps(told)
        def passed(loop: Any) -> Any:
            # A clock that runs faster than a loop waits, or tells again what it told in another trial, would
            # end time limits too early.
            return told(loop) if self._awaited.is_users(sys._getframe(1)) else _now()

        patches.set(asyncio.base_events.BaseEventLoop, "time", passed)

    def _place(self) -> Place | None:
        frames = self._awaited.awaiting(2)
        return resumes_at(frames) if frames else self._awaited.place(2)

    def _of(self, loop: Any, place: Place, call_at: Callable[..., Any]) -> Sleepers:
        known = self._loops.get(loop)
        if known is None:
            key = self._orders.name(self._awaited.runs() or place, SLEEP)
            known = self._loops[loop] = Sleepers(loop, key, self._orders, self._awaited, call_at)
        return known


@dataclass(eq=False)
class Sleep:
    """One of them. ``name``: what tells it from the others of its loop, in every trial."""

    name: str
    way: Way
    when: float
    lasts: float
    wake: Callable[[], object]
    place: Place
    handle: Any = None

    @property
    def ended_early(self) -> bool:
        return bool(self.handle.cancelled())


class Sleepers:
    """Those of one loop."""

    def __init__(
        self, loop: Any, key: str, orders: Orders, awaited: Awaited, call_at: Callable[..., Any]
    ) -> None:
        self._weak = weakref.ref(loop)
        self._call_at = call_at
        self._orders = orders
        self._awaited = awaited
        self._begun: Counter[int] = Counter()
        """By tasks, how often each of them has slept."""
        self._noted: set[Place] = set()
        self._pending: dict[str, Sleep] = {}
        self._due = dict.fromkeys(name for name in orders.recorded(key) or () if self._is_replayed(name))
        self._put_by: dict[str, Sleep] = {}
        """Those whose turn in the recorded order has not come."""
        self._patience = _PATIENCE
        self._watch: Any = None
        self._held: list[Sleep] = []
        """Those before which others may go on, first come first."""
        self._until = 0.0
        self._release_at: Any = None
        self._gone_on: list[str] = []
        orders.keep(key, self._gone_on)

    @property
    def _loop(self) -> Any:
        return self._weak()

    def begin(self, place: Place, when: float, wake: Callable[[], object]) -> Any:
        loop, task = self._loop, self._awaited.task_number()
        self._begun[task] += 1
        name = f"{place.file}:{place.line}#{task}.{self._begun[task]}"
        sleep = Sleep(name, self._orders.way(place), when, when - loop.time(), wake, place)
        sleep.handle = self._schedule(when, self._ends, sleep)
        self._note(sleep)
        self._pending[name] = sleep
        return sleep.handle

    def _is_replayed(self, name: str) -> bool:
        file, _, line = name.rpartition("#")[0].rpartition(":")
        return self._orders.way(Place(file, int(line), "")) == "replay"

    def _note(self, sleep: Sleep) -> None:
        """There is an order only where several sleep at once."""
        if sleep.place in self._noted:
            return
        others = [other for other in self._pending.values() if not other.ended_early]
        for one in (*others, sleep) if others else ():
            if one.place not in self._noted:
                self._noted.add(one.place)
                self._orders.tap.note(one.place, SLEEP)

    def _schedule(self, when: float, call: Callable[..., object], *args: Any) -> Any:
        return self._call_at(self._loop, when, call, *args)

    def _ends(self, sleep: Sleep) -> None:
        del self._pending[sleep.name]
        if sleep.way == "turn":
            self._hold(sleep)
        elif sleep.name in self._due:
            self._put_by[sleep.name] = sleep
            self._hand_due()
        else:
            self._go_on(sleep)

    def _go_on(self, sleep: Sleep) -> None:
        def wake() -> None:
            self._gone_on.append(sleep.name)
            sleep.wake()

        if self._left() > 0.0:
            quiet_of(self._loop).then(wake)
        else:
            wake()

    def _left(self) -> float:
        """Seconds until a timer goes off that is no sleep."""
        loop = self._loop
        going_off = (handle for handle in islice(loop._ready, _LOOKED_AT) if hasattr(handle, "when"))
        timers = chain(going_off, islice(loop._scheduled, _LOOKED_AT))  # of a heap, the earliest and others
        limits = (timer.when() for timer in filter(self._is_limit, timers))
        left: float = min(limits, default=math.inf) - loop.time()
        return max(0.0, left)

    def _is_limit(self, timer: Any) -> bool:
        return not timer.cancelled() and getattr(timer._callback, "__self__", None) is not self

    # As recorded ------------------------------------------------------------------------------------------

    def _hand_due(self) -> None:
        while self._due:
            first = next(iter(self._due))
            if first in self._put_by:
                self._go_on(self._put_by.pop(first))
            elif not self._is_cancelled(first):
                break
            del self._due[first]
        if self._put_by and not self._left():
            self._let_go()
        elif self._put_by and self._watch is None:
            self._watch = self._schedule(self._wait_until(), self._look_again, len(self._due))

    def _is_cancelled(self, name: str) -> bool:
        return name in self._pending and self._pending[name].ended_early

    def _wait_until(self) -> float:
        now, left, first = self._loop.time(), self._left(), self._first_due()
        if first is not None and first.when < now + left:
            return first.when
        until: float = now + min(self._patience, left * _OF_WHAT_IS_LEFT)
        return until

    def _first_due(self) -> Sleep | None:
        """What is waited for, if that has begun."""
        return self._pending.get(next(iter(self._due), ""))

    def _look_again(self, left: int) -> None:
        """What is waited for may never come: the trial has taken another way."""
        self._watch = None
        first = self._first_due()
        if len(self._due) == left and (first is None or first.when > self._loop.time() + self._left()):
            self._patience /= 2
            self._let_go()
        self._hand_due()

    def _let_go(self) -> None:
        for name in [name for name in self._due if name in self._put_by]:
            del self._due[name]
            self._go_on(self._put_by.pop(name))

    # Turned round -----------------------------------------------------------------------------------------

    def _hold(self, sleep: Sleep) -> None:
        if not self._held:
            # By when they were to end: a loop that is late finds many that have come to their end.
            self._until = sleep.when + min(MOMENT, sleep.lasts, self._left() * _OF_WHAT_IS_LEFT)
        self._held.append(sleep)
        if len(self._held) >= BLOCK or not any(map(self._joins, self._pending.values())):
            self._release()
        elif self._release_at is None:
            self._release_at = self._schedule(self._until, self._release)

    def _joins(self, sleep: Sleep) -> bool:
        return sleep.way == "turn" and sleep.when <= self._until and not sleep.ended_early

    def _release(self) -> None:
        """The last one first."""
        if self._release_at is not None:
            self._release_at.cancel()
            self._release_at = None
        held, self._held = self._held[::-1], []
        if len(held) > 1:
            self._awaited.turn(self._loop)
        for sleep in held:
            self._go_on(sleep)
