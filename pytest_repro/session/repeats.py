"""More perturbed trials, where two trials may have agreed by chance.

A set of two strings has the same order under every other hash seed. Nothing at run time shows that the order
was asked for, but the linter knows lines that ask: where one of them ran, a single agreement says little. No
more does it where a line draws from a global stream that nobody has seeded.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.counting import counted
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.locate import flagged
from pytest_repro.interpose.imported import imported_files
from pytest_repro.session.streams import places_of
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.turned import turned
from pytest_repro.trials.waiting import end_trial, seconds_taken, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from pytest_repro.model import Site
    from pytest_repro.session.progress import Progress
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec
    from pytest_repro.trials.turned import States


@dataclass(frozen=True)
class Repeat:
    """One more perturbed trial."""

    outcome: Outcome
    seconds: float
    directory: Path
    drawn: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By source, the lines that drew from a stream that nobody has seeded, where the trial was to say."""


class Repeats:
    """``count``: how many more trials, beside the first, which says whether such a line ran. For a draw one
    is enough.
    """

    def __init__(
        self, executor: Executor, progress: Progress, root: Path, sources: tuple[str, ...], count: int
    ) -> None:
        self._executor = executor
        self._progress = progress
        self._root = root
        self._count = count
        known = all_sources()
        self._rules = frozenset(
            rule for name in sources if known[name].by_chance for rule in known[name].rules
        )

    def run(
        self, target: Target, make: Callable[..., TrialSpec], limit: float, streams: States
    ) -> Generator[Repeat, None, None]:
        """Trials one by one, to be left when one differs: what still runs is then ended.

        ``make()`` gives the spec of a trial with everything varied, ``make(unlike=first, labels=labels)``
        one in which sets of the ``labels`` have another order than they had in the ``first``. ``streams``
        were drawn from unseeded: each trial gets numbers that are unlike those of the others.

        Raises:
            TrialError: one gave no outcome.
        """
        if not self._count or not (self._flagged or streams):
            return
        sets = bool(self._flagged)
        what = "the order of a set" if sets else "a draw that nobody has seeded"
        self._progress.step(f"{target.name}: once more, since {what} may have agreed by chance")
        first = turned(make(record=True, trace=sets), streams, 0)
        self._executor.submit(first)
        repeat = self._wait(first, target, limit)
        drawn = places_of(repeat.directory, self._root, streams)
        yield replace(repeat, drawn=drawn)
        site = self._site(first) if sets else None
        labels = Trace(Path(first.directory)).labels if site else []
        remove_tree(Path(first.directory))
        count = self._count if site else int(bool(drawn))
        if count:
            places = f"the set at {site.path}:{site.line}" if site else f"the draw at {_first(drawn)}"
            self._progress.step(f"{target.name}: {counted(count, 'time')} more, for {places}")
        specs = [turned(make(unlike=first, labels=labels), streams, n + 1) for n in range(count)]
        yield from self._all_of(specs, target, limit)

    def _all_of(self, specs: list[TrialSpec], target: Target, limit: float) -> Generator[Repeat, None, None]:
        for spec in specs:
            self._executor.submit(spec)
        try:
            for spec in specs:
                yield self._wait(spec, target, limit)
        finally:
            for spec in specs:
                end_trial(Path(spec.directory))

    def _wait(self, spec: TrialSpec, target: Target, limit: float) -> Repeat:
        directory = Path(spec.directory)
        outcome = wait_for(directory, target, limit, self._progress.tick)
        return Repeat(outcome, seconds_taken(directory, target), directory)

    def _site(self, spec: TrialSpec) -> Site | None:
        """A flagged line in a function that ran in a recorded trial."""
        evidence = Evidence(Path(spec.directory), self._root)
        return next((site for place in self._flagged if (site := evidence.site_at(*place))), None)

    @functools.cached_property
    def _flagged(self) -> tuple[tuple[str, int], ...]:
        """Lines that the linter flags in the user's modules that this process has imported."""
        return flagged(imported_files(self._root), self._root, self._rules) if self._rules else ()


def _first(drawn: Mapping[str, tuple[str, ...]]) -> str:
    return next(places[0] for places in drawn.values())
