"""Taps: wrappers round calls that note the answers by site, or give noted ones again."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_repro.interpose.running import running_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.model import Json

    T = TypeVar("T")
    Sink = Callable[[str, Json], None]
    """Takes a key and what belongs under it: where a child process notes, whose end nobody can foresee."""

CAP = 200_000
"""Answers that one source may note in a trial; beyond, only draws are counted, and the recording says so."""


class Tap:
    """Passes calls of one source through, noting or replaying what was answered at each site.

    Answers are kept per (site, what was asked, task of the thread that asked): a program that takes another
    path elsewhere, or whose threads come in another order, still gets the same answers here. When the noted
    answers of a site run out, the real one is given.
    """

    def __init__(
        self,
        finder: SiteFinder,
        answers: list[Json] | None = None,
        note_answers: bool = False,
        sink: Sink | None = None,
        key: str = "answers",
    ) -> None:
        self._finder = finder
        self._noting = note_answers
        self._key = key
        self.restart(answers, sink)

    def restart(self, answers: list[Json] | None, sink: Sink | None) -> None:
        """Begin anew, in a forked child: what was noted so far is the parent's."""
        self._queues: dict[tuple[str, int, str], deque[Json]] = {}
        self._replaying = answers is not None
        self._sink = sink
        self._answers: list[Json] = []
        self._before = 0
        """How many of these were given before the target's set-up."""
        self._drawn: Counter[tuple[Place, str]] = Counter()
        self.capped = False
        self._queue(answers)

    def _queue(self, answers: list[Json] | None) -> None:
        for file, line, name, answer in answers or ():
            self._queues.setdefault((file, line, name), deque()).append(answer)

    def target_starts(self, answers: list[Json] | None) -> None:
        """What was asked before is no business of the target's, in the trial that noted it or in this one.

        ``answers``: those that were given to the target.
        """
        self._before = len(self._answers)
        self._queues.clear()
        self._queue(answers)

    def ask(
        self,
        name: str,
        real: Callable[[], T],
        encode: Callable[[T], Json] = lambda answer: answer,
        decode: Callable[[Json], T] = lambda answer: answer,
    ) -> T:
        """The answer to ``name`` at the running site: the noted one when replaying, else ``real()``."""
        place = self._finder.place(depth=2)
        if place is None:
            return real()
        if self._replaying:
            queue = self._queues.get((place.file, place.line, _asked(name)))
            return decode(queue.popleft()) if queue else real()
        answer = real()
        self.note(place, name, encode(answer) if self._noting else None)
        return answer

    def note(self, place: Place, name: str, answer: Json = None) -> None:
        self._drawn[(place, name)] += 1
        if self._sink is not None:
            self._sink("draws", {**place._asdict(), "what": name})
            if self._noting:
                self._sink(self._key, [place.file, place.line, _asked(name), answer])
        if self._noting and not self.capped:
            self._answers.append([place.file, place.line, _asked(name), answer])
            self.capped = len(self._answers) >= CAP

    def drew(self, name: str) -> None:
        """Note a draw at the running site that has no answer worth keeping."""
        place = self._finder.place(depth=2)
        if place is not None:
            self.note(place, name)

    def recorded(self) -> dict[str, Any]:
        """What replaying needs, what was drawn where, and whether there were more answers than are kept."""
        return {
            "answers": self._answers,
            "before": self._before,
            "draws": self.draws(),
            "capped": self.capped,
        }

    def draws(self) -> list[dict[str, Any]]:
        """What was drawn and where, in order of first draw."""
        drawn = self._drawn.items()
        return [{**place._asdict(), "what": name, "count": count} for (place, name), count in drawn]


def _asked(name: str) -> str:
    task = running_task()
    return f"{name} in {task}" if task else name
