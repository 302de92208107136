"""Runs the trials of one diagnosis, compares each with the recorded one, and keeps the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.errors import ReproError, TrialError
from pytest_repro.model import TrialSummary
from pytest_repro.trials.compare import differences
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import LEAKED, Atom, Planner, atoms_of
from pytest_repro.trials.waiting import seconds_taken, wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.fixture import Tolerance
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec
    from pytest_repro.trials.waiting import Progress


class BudgetSpentError(ReproError):
    """The diagnosis has run as many trials as it may."""


@dataclass
class Laboratory:
    """One target's trials. ``limit``: seconds without progress after which a trial is given up."""

    target: Target
    tolerance: Tolerance
    planner: Planner
    executor: Executor
    progress: Progress
    limit: float
    earlier: tuple[str, ...]
    """Tests that the user's session had run before: run again where ``leaked-state`` is varied."""
    root: Path
    most_trials: int = 20
    leak_directory: Path | None = None
    """Of the trial that ran all earlier tests first, once there has been one."""
    summaries: list[TrialSummary] = field(default_factory=list)
    _recorded: tuple[TrialSpec, Outcome] | None = None

    def record(self) -> Outcome:
        """Run the recorded reference, with which all later trials are compared.

        Raises:
            TrialError: it gave no outcome.
        """
        spec = self.planner.reference("recorded reference", (self.target,), record=True)
        self.progress.step(f"{self.target.name}: recording a reference trial")
        self.executor.submit(spec)
        outcome = wait_for(Path(spec.directory), self.target, self.limit, self.progress.tick)
        self._note(spec, (), (), None)
        self._recorded = (spec, outcome)
        return outcome

    @property
    def recorded_spec(self) -> TrialSpec:
        assert self._recorded is not None
        return self._recorded[0]

    def test(self, sets: Sequence[frozenset[Atom]]) -> list[bool]:
        """For each set: replayed while all else is varied, do the outputs equal the recorded ones?

        The trials are submitted together and run side by side as far as there is room. One that crashes,
        hangs or fails differs.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        self._spend(len(sets))
        names = " | ".join(", ".join(map(str, sorted(atoms))) or "nothing" for atoms in sets)
        self.progress.step(f"{self.target.name}: replaying {names}, everything else varied")
        specs = [self._spec(atoms) for atoms in sets]
        for spec in specs:
            self.executor.submit(spec)
        return [self._conclude(spec, atoms) for spec, atoms in zip(specs, sets, strict=True)]

    def _spec(self, atoms: frozenset[Atom]) -> TrialSpec:
        earlier = () if LEAKED in atoms else self.earlier
        return self.planner.replaying("replay", self.recorded_spec, atoms, earlier)

    def _conclude(self, spec: TrialSpec, atoms: frozenset[Atom]) -> bool:
        equal = self._equal(spec)
        # A source of several parts may be replayed in one and varied in another.
        varied = {atom.source for atom in atoms_of(self.planner.sources) if atom not in atoms}
        if not self.earlier:
            varied.discard(LEAKED.source)
        self._note(spec, tuple(sorted(varied)), tuple(sorted({atom.source for atom in atoms})), equal)
        remove_tree(Path(spec.directory))
        return equal

    def leak(self, tests: tuple[str, ...] | None = None) -> bool:
        """Run earlier tests (by default all) before the target, all else as recorded: are the outputs equal?

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        self._spend(1)
        before = self.earlier if tests is None else tests
        self.progress.step(
            f"{self.target.name}: running {len(before)} of the session's earlier tests before it"
        )
        spec = self.planner.leaking("earlier tests first", self.recorded_spec, before)
        self.executor.submit(spec)
        equal = self._equal(spec)
        if tests is None:
            self.leak_directory = Path(spec.directory)
        replayed = tuple(source for source in self.planner.sources if source != LEAKED.source)
        self._note(spec, (LEAKED.source,), replayed, equal)
        return equal

    def _equal(self, spec: TrialSpec) -> bool:
        try:
            outcome = wait_for(Path(spec.directory), self.target, self.limit, self.progress.tick)
            return not self.compare(outcome)
        except TrialError:
            return False

    def _spend(self, trials: int) -> None:
        if len(self.summaries) + trials > self.most_trials:
            raise BudgetSpentError(f"gave up after {len(self.summaries)} trials")

    def compare(self, outcome: Outcome) -> bool:
        """Whether an outcome differs from the recorded one."""
        assert self._recorded is not None
        return bool(differences(self._recorded[1], outcome, self.tolerance))

    def _note(
        self, spec: TrialSpec, varied: tuple[str, ...], replayed: tuple[str, ...], equal: bool | None
    ) -> None:
        seconds = round(seconds_taken(Path(spec.directory), self.target), 3)
        self.summaries.append(TrialSummary(spec.purpose, varied, replayed, equal, seconds))
