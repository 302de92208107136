"""The date, the time of day and how long things take."""

from __future__ import annotations

import functools
import os
import re
import sys
import time
from typing import TYPE_CHECKING, Any

import time_machine

from pytest_repro.interpose.file_times import FileTimes
from pytest_repro.interpose.starters import caller_of
from pytest_repro.interpose.tap import Tap
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from types import FrameType

_SLOWER = 3.0
_DAY = 86_400
_NS = 1_000_000_000
_STOPWATCHES = ("monotonic", "perf_counter", "process_time", "thread_time")
_CLOCKS = ("MONOTONIC", "MONOTONIC_RAW", "BOOTTIME", "PROCESS_CPUTIME_ID", "THREAD_CPUTIME_ID", "UPTIME_RAW")
"""Those that ``time.clock_gettime`` can read and that tell no date."""
_RELATIVE = (*_STOPWATCHES, "clock_gettime", "times")

_WAITING = re.compile(
    r"[/\\](?:asyncio|concurrent|multiprocessing|queue|selectors|subprocess|threading)[/\\.]"
)
"""Modules of the standard library that ask how long they have been waiting for something."""

_BY_LIBRARY = ", for a library"
_OF_FILES = "times of a file"


def _for_waiting(asking: FrameType) -> bool:
    """Whether a stopwatch is read to wait, which has to go by the clock that the machine goes by.

    An event loop whose time were that of another trial would wait for ever.
    """
    if asking.f_code.co_name == "time" and asking.f_back is not None:
        asking = asking.f_back  # of an event loop: who asks it for the time?
    return _WAITING.search(asking.f_code.co_filename) is not None


class Clock(Source):
    """time-machine replaces the clock in C, ``datetime.now`` included; stopwatches are wrapped here, and what
    numpy and SQLite ask the C library. Files that the run makes bear its times; those of older ones are
    inputs.
    """

    id = "clock"
    explanation = "a date, a time or a duration reaches the result, and differs whenever the code runs"
    fix = (
        "pass the time in as a parameter, or keep it out of the result; bound loops by steps, not by seconds"
    )
    rules = ("REP401", "REP402", "REP106")
    by_site = True
    in_programs = False
    suspicion = 4

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, stage.answers(), note_answers=stage.record, sink=stage.sink)
        self._shift: int = stage.settings.get("shift_seconds", 0) * _NS
        self._rate: float = stage.settings.get("rate", 1.0)
        self._travel: time_machine.travel | None = None
        self._started: tuple[int, int] | None = None
        self._libraries: Any = None

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        """Another weekday and month, in every time zone: that may be varied too; another time of day.

        Every duration is that of a machine three times as slow: a search that goes on until its time is over
        has often settled before, and half as long again would end in the same place.
        """
        weeks, days, hours = rng.randrange(6, 40), rng.randrange(2, 5), rng.randrange(2, 11)
        seconds = (weeks * 7 + days) * _DAY + hours * 3600 + rng.randrange(61, 3599)
        return {"shift_seconds": seconds, "rate": _SLOWER}

    @classmethod
    def aside(cls, what: str) -> bool:
        return what.endswith(_BY_LIBRARY)

    @classmethod
    def relative(cls, what: str) -> bool:
        return what.startswith(_RELATIVE)

    def install(self) -> None:
        if not (self._shift or self.stage.record or self.stage.recording is not None):
            return
        real_monotonic_ns = time.monotonic_ns
        # All processes of a trial go by one clock, and the monotonic one is the machine's.
        self._started = tuple(self.stage.inherited or (time.time_ns(), real_monotonic_ns()))
        started, origin = self._started
        spent = self.stage.looking.spent
        frozen = time_machine.travel(started / _NS, tick=True)
        shift, rate = self._shift, self._rate

        def now() -> int:
            # The monotonic clock is not replaced by time-machine: it tells how much real time has passed.
            return started + shift + int((real_monotonic_ns() - spent() - origin) * rate)

        def really() -> int:
            return started + real_monotonic_ns() - origin

        def told(moment: int) -> int:
            return min(now(), started + shift + int((moment - started) * rate))

        self._travel = frozen
        traveller = frozen.start()
        traveller.time_ns = lambda: self._ask("time", now)  # type: ignore[method-assign]
        self._hook_libraries(now)
        ask = functools.partial(self._ask, _OF_FILES)
        FileTimes(self.stage.finder, started, really, told, ask).install(self.stage.patches)
        for name in _STOPWATCHES:
            self._tap_stopwatch(name)
        self._tap_clocks()
        self._tap_times()
        self._shift_texts()

    def item_starts(self) -> None:
        self.tap.target_starts(self.stage.answers(of_target=True))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self.tap.restart(stage.answers(), stage.sink)

    def bequeath(self) -> Any:
        return self._started

    def _hook_libraries(self, now: Callable[[], int]) -> None:
        try:  # not every interpreter has been built with ctypes
            from pytest_repro.interpose.library_clocks import LibraryClocks
        except ImportError:
            return
        self._libraries = LibraryClocks(lambda: self._ask("time", now))
        self._libraries.install(self.stage.imports)

    def _shift_texts(self) -> None:
        """Without an argument, these two read the clock in C where time-machine does not reach."""
        ctime, asctime = time.ctime, time.asctime

        def ctime_now(seconds: float | None = None, /) -> str:
            return ctime(time.time() if seconds is None else seconds)

        def asctime_now(*when: Any) -> str:
            return asctime(*when) if when else asctime(time.localtime())

        self.stage.patches.set(time, "ctime", ctime_now)
        self.stage.patches.set(time, "asctime", asctime_now)

    def _tap_stopwatch(self, name: str) -> None:
        for suffix, unit in (("", 1.0), ("_ns", 1)):
            real = getattr(time, name + suffix, None)
            if real is not None:
                self.stage.patches.set(time, name + suffix, self._stopwatch(name + suffix, real, unit))

    def _tap_clocks(self) -> None:
        clocks = [getattr(time, f"CLOCK_{name}") for name in _CLOCKS if hasattr(time, f"CLOCK_{name}")]
        for name, unit in (("clock_gettime", 1.0), ("clock_gettime_ns", 1)):
            real = getattr(time, name, None)
            if real is not None:
                watches = {c: self._stopwatch(name, functools.partial(real, c), unit) for c in clocks}
                self.stage.patches.set(time, name, _choosing(real, watches))

    def _tap_times(self) -> None:
        real, rate, origin = os.times, self._rate, os.times()

        def times() -> Any:
            found = real()
            slower = [first + (now - first) * rate for first, now in zip(origin, found, strict=True)]
            return self._ask("times", lambda: type(found)(slower), list, type(found))

        self.stage.patches.set(os, "times", times)

    def _stopwatch(self, name: str, real: Callable[[], Any], unit: float) -> Callable[[], Any]:
        origin, rate, kind = real(), self._rate, type(unit)
        spent, ticks = self.stage.looking.spent, 1 if kind is int else 1 / _NS

        def now() -> Any:
            return kind(origin + (real() - spent() * ticks - origin) * rate)

        def read() -> Any:
            return now() if _for_waiting(sys._getframe(2)) else self._ask(name, now)

        return read

    def _ask(self, name: str, now: Callable[[], Any], *coding: Callable[[Any], Any]) -> Any:
        """Libraries mostly want to tell how long something took: JAX, whenever it compiles."""
        asking, _ = caller_of(sys._getframe(1))
        installed = self.stage.finder.is_installed(asking.f_code.co_filename)
        return self.tap.ask(name + _BY_LIBRARY if installed else name, now, *coding)

    def detail(self) -> str:
        days, rest = divmod(self._shift // _NS, _DAY)
        return f"later by {days} days and {rest // 3600} hours, durations times {self._rate:g}"

    def recorded(self) -> dict[str, Any]:
        return self.tap.recorded()

    def uninstall(self) -> None:
        super().uninstall()
        if self._travel is not None:
            self._travel.stop()
            self._travel = None
        if self._libraries is not None:
            self._libraries.uninstall()


def _choosing(real: Callable[[int], Any], watches: dict[int, Callable[[], Any]]) -> Callable[[int], Any]:
    def read(clock: int, /) -> Any:
        watch = watches.get(clock)
        return real(clock) if watch is None else watch()

    return read
