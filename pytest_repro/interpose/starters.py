"""Lines that start tasks and threads, and what becomes of these: taken as they end, or called back from."""

from __future__ import annotations

import dis
import functools
import sys
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.tap import Tap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.interpose.tap import Sink
    from pytest_repro.model import Json

_PACKAGE = __name__.partition(".")[0] + "."
CALLBACK = "callback"
"""As what a line is noted that has a function called when a task ends."""
KEPT = "map"
"""As what a line that starts tasks is noted, whose results are taken when all have ended."""


class Starters:
    """Of tasks whose results are taken as they end, the line that does so is at fault, and not the one that
    starts them; of those that call back, the line that asks for it. Where neither is so, what starts them.
    """

    def __init__(self, finder: SiteFinder) -> None:
        self._finder = finder
        self._started = Tap(finder)
        self._calling_back = Tap(finder)
        self._begun: weakref.WeakKeyDictionary[Any, Place] = weakref.WeakKeyDictionary()
        """By futures and pools, the line that started them."""
        self._covered: set[tuple[str, int]] = set()
        self._kept: set[tuple[str, int]] = set()
        self._instead: dict[str, list[list[Json]]] = {}

    def restart(self, sink: Sink | None) -> None:
        for tap in (self._started, self._calling_back):
            tap.restart(None, sink)

    def note(self, place: Place, what: str) -> None:
        self._started.note(place, what)

    def begun(self, task: Any, place: Place | None) -> None:
        if place is not None:
            self._begun[task] = place

    def taken(self, tasks: Iterable[Any]) -> None:
        """Something goes by the order in which these end."""
        self._covered |= self._starts_of(tasks)

    def awaited(self, tasks: Iterable[Any]) -> None:
        """The program waits until all of these have ended."""
        self._kept |= self._starts_of(tasks)

    def _starts_of(self, tasks: Iterable[Any]) -> set[tuple[str, int]]:
        return {place[:2] for task in tasks if (place := self._begun.get(task)) is not None}

    def watch_callbacks(
        self, base: Any, patches: Patches, asked: Callable[[Any], None], awaited: Callable[[Any], None]
    ) -> None:
        """``base`` is :mod:`concurrent.futures._base`.

        ``asked`` is told of futures that call the program back, ``awaited`` of those that call a loop.
        """
        real = base.Future.add_done_callback

        @functools.wraps(real)
        def add_done_callback(future: Any, fn: Any) -> None:
            caller = sys._getframe(1)
            if self._finder.is_user_file(caller.f_code.co_filename):
                self._calls_back(future)
                asked(future)
            elif caller.f_globals.get("__name__") == "asyncio.futures":
                awaited(future)
            real(future, fn)

        patches.set(base.Future, "add_done_callback", add_done_callback)

    def _calls_back(self, future: Any) -> None:
        place, start = self._finder.place(depth=3), self._begun.get(future)
        if place is None:
            return
        self._calling_back.note(place, CALLBACK)
        if start is not None:
            self._covered.add(start[:2])
            known = self._instead.setdefault(f"{start.file}:{start.line}", [])
            if [place.file, place.line] not in known:
                known.append([place.file, place.line])

    def instead(self) -> dict[str, list[list[Json]]]:
        """Of lines that start tasks which call back, those that ask for it and are named in their place."""
        return self._instead

    def draws(self) -> list[dict[str, Any]]:
        started = [d for d in self._started.draws() if (d["file"], d["line"]) not in self._covered]
        kept = [{**d, "what": KEPT} if (d["file"], d["line"]) in self._kept else d for d in started]
        return [*self._calling_back.draws(), *kept]


def caller_of(frame: FrameType) -> tuple[FrameType, int]:
    """The nearest frame that is not of this package, and how many there are of it, as in a traced trial."""
    between = 0
    while frame.f_back is not None and is_ours(frame):
        frame, between = frame.f_back, between + 1
    return frame, between


def is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith(_PACKAGE)


def discards(frame: FrameType) -> bool:
    """Whether the line that runs in a frame throws away what its running call gives."""
    following = (i for i in dis.get_instructions(frame.f_code) if i.offset > frame.f_lasti)
    return next((i.opname == "POP_TOP" for i in following if i.opname != "CACHE"), False)
