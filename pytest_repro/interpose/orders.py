"""Orders in which a line takes things: noted under a name for each use of the line, and found again by it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from pytest_repro.interpose.tap import Tap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_repro.interpose.sites import Place
    from pytest_repro.source import Stage

Way = Literal["note", "replay", "turn"]


class Orders:
    """What a trial notes, and what the recorded one noted."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.tap = Tap(stage.finder, sink=stage.sink)
        self.noted: dict[str, list[Any]] = {}
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def forked(self) -> None:
        """The lock may be held by a thread that is not here any more; what was noted is the parent's."""
        self.noted, self._lock = {}, threading.Lock()

    def resume(self, stage: Stage) -> None:
        self._stage = stage
        self._calls.clear()
        self.tap.restart(None, stage.sink)

    def way(self, place: Place | None, instead: Iterable[Sequence[Any]] = ()) -> Way:
        """``instead``: other lines, each a file and a number, that are named in the place of this one."""
        stage = self._stage
        places = [*([place[:2]] if place else []), *((file, line) for file, line in instead)]
        if stage.recording is not None and (stage.sites is None or any(p in stage.sites for p in places)):
            return "replay"
        return "turn" if stage.settings.get("turn") else "note"

    def use(self, what: str, place: Place | None = None) -> tuple[str, Way]:
        """A name for this use of the running line, the how-manieth one it is, and what is done there.

        ``place``: the line, where it is not the one that is running.
        """
        place = place or self._stage.finder.place(depth=2)
        if place is None:
            return "", self.way(None)
        self.tap.note(place, what)
        return self.name(place, what), self.way(place)

    def name(self, place: Place, what: str) -> str:
        """That of the next use of a line."""
        key = f"{place.file}:{place.line}:{what}"
        with self._lock:
            self._calls[key] += 1
            return f"{key}:{self._calls[key]}"

    def recorded(self, key: str) -> list[Any] | None:
        """The order recorded under a name; None if there is none to replay."""
        orders: dict[str, list[Any]] = (self._stage.recording or {}).get("orders", {})
        return orders.get(key)

    def keep(self, key: str, order: list[Any]) -> None:
        """Note a list that may still grow."""
        if key:
            self.noted[key] = order
