"""More perturbed trials, where two trials may have agreed though the order of a set matters.

A set of two strings has the same order under every other hash seed. Nothing at run time shows that the order
was asked for, but the linter knows lines that ask: where one of them ran, a single agreement says little.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.locate import flagged
from pytest_repro.interpose.imported import imported_files
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.waiting import end_trial, seconds_taken, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from pytest_repro.model import Site
    from pytest_repro.session.progress import Progress
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec


@dataclass(frozen=True)
class Repeat:
    """One more perturbed trial."""

    outcome: Outcome
    seconds: float
    directory: Path


class Repeats:
    """``count``: how many more trials, beside the first, which says whether such a line ran."""

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
        self, target: Target, make: Callable[..., TrialSpec], limit: float
    ) -> Generator[Repeat, None, None]:
        """Trials one by one, to be left when one differs: what still runs is then ended.

        ``make()`` gives the spec of a trial with everything varied, ``make(unlike=first, labels=labels)``
        one in which sets of the ``labels`` have another order than they had in the ``first``.

        Raises:
            TrialError: one gave no outcome.
        """
        if not self._count or not self._flagged:
            return
        self._progress.step(f"{target.name}: once more, since the order of a set may have agreed by chance")
        first = make(record=True, trace=True)
        self._executor.submit(first)
        yield self._wait(first, target, limit)
        site, labels = self._site(first), Trace(Path(first.directory)).labels
        remove_tree(Path(first.directory))
        if site is None:
            return
        self._progress.step(
            f"{target.name}: {self._count} times more, for the set at {site.path}:{site.line}"
        )
        specs = [make(unlike=first, labels=labels) for _ in range(self._count)]
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
