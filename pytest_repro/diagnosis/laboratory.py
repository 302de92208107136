"""Runs the trials of one diagnosis, compares each with the recorded one, and keeps the account."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.counting import counted, listed
from pytest_repro.diagnosis.telling import Telling
from pytest_repro.errors import ReproError, TrialError
from pytest_repro.model import TrialSummary
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.compare import differences
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import FOUND, LEAKED, Atom, Planner, atoms_of
from pytest_repro.trials.turned import recorded_states, turned
from pytest_repro.trials.waiting import await_end, end_trial, seconds_taken, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_repro.diagnosis.budget import Budget
    from pytest_repro.diagnosis.evidence import OwnFiles
    from pytest_repro.fixture import Tolerance
    from pytest_repro.model import Mismatch
    from pytest_repro.traces.labels import Label
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec
    from pytest_repro.trials.waiting import Progress


_RACE = "kernel-race"
_SHOWN = 4
"""Names of what is varied or replayed that a line of progress holds."""


class BudgetSpentError(ReproError):
    """The diagnosis has run as many trials as it may, or for as long."""


@dataclass(frozen=True)
class Traced:
    """A traced trial: whether its outputs equal the recorded ones, and where its trace lies."""

    equal: bool
    directory: Path


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
    budget: Budget
    alone: bool = False
    """Whether no other process runs tests of the session, so that files which it made can be put aside."""
    telling: Telling = field(default_factory=Telling)
    labels: tuple[Label, ...] = ()
    """Strings of which the recorded trial may have made sets, where the order of a set may matter."""
    leak_directory: Path | None = None
    """Of the trial that ran all earlier tests first, once there has been one."""
    leaked_in: list[Path] = field(default_factory=list)
    """Of all trials that ran earlier tests first."""
    leak_differed: bool | None = None
    """Whether its outputs differed."""
    summaries: list[TrialSummary] = field(default_factory=list)
    _recorded: tuple[TrialSpec, Outcome] | None = None
    _started: float = field(default_factory=time.monotonic)

    def record(
        self, controlled: frozenset[str] = frozenset(), held: bool = True, trace: bool = True
    ) -> Outcome:
        """Run the recorded reference, with which all later trials are compared.

        ``controlled`` sources are kept quiet, and, where ``held``, inherent ones that are not to be varied.

        Raises:
            TrialError: it gave no outcome.
            BudgetSpentError: too many trials have been run.
        """
        self._spend(1)
        purpose = f"recorded reference, {', '.join(sorted(controlled))} kept quiet" if controlled else ""
        spec = self.planner.reference(
            purpose or "recorded reference",
            (self.target,),
            record=True,
            trace=trace,
            controlled=controlled,
            held=held,
            alike=self.telling.agreed,
        )
        self.progress.step(f"{self.target.name}: recording a reference trial")
        self.executor.submit(spec)
        outcome = self._wait(spec)
        self._note(spec, (), (), None)
        self._recorded = (spec, outcome)
        return outcome

    @property
    def recorded_spec(self) -> TrialSpec:
        assert self._recorded is not None
        return self._recorded[0]

    @property
    def everything(self) -> frozenset[Atom]:
        """All that can be replayed."""
        return frozenset(atoms_of(self.planner.sources))

    @property
    def fixed(self) -> frozenset[Atom]:
        """What is the same in every trial, since this machine has no other answer."""
        return self.planner.fixed

    def test(self, sets: Sequence[frozenset[Atom]], anew: bool = False) -> list[bool]:
        """For each set: replayed while all else is varied, do the outputs equal the recorded ones?

        The trials are submitted together and run side by side as far as there is room. One that crashes,
        hangs or fails differs. ``anew``: under conditions that no trial has had, with numbers of unseeded
        streams as unlike those of the recorded trial as can be.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        self._spend(len(sets))
        besides = f" (and {counted(len(sets) - 1, 'other guess', 'other guesses')})" if sets[1:] else ""
        self.progress.step(
            f"{self.target.name}: replaying {_named(sets[0])}{besides}, everything else varied"
        )
        specs = [self._spec("replay", atoms, anew=anew) for atoms in sets]
        for spec in specs:
            self.executor.submit(spec)
        equals = [self._conclude(spec, atoms) for spec, atoms in zip(specs, sets, strict=True)]
        for spec in specs:
            remove_tree(Path(spec.directory))
        return equals

    def again(self) -> Traced:
        """Everything as recorded: what differs then is inherent.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        return self._traced("same again", self.everything, "running it again, everything as recorded")

    def only(self, varied: frozenset[Atom]) -> Traced:
        """Everything as recorded but for ``varied``.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        step = f"varying only {_named(varied)}"
        return self._traced("only these varied", self.everything - varied, step)

    def _traced(self, purpose: str, replayed: frozenset[Atom], step: str) -> Traced:
        self._spend(1)
        self.progress.step(f"{self.target.name}: {step}")
        spec = self._spec(purpose, replayed, trace=True)
        self.executor.submit(spec)
        return Traced(self._conclude(spec, replayed), Path(spec.directory))

    def _spec(
        self, purpose: str, atoms: frozenset[Atom], trace: bool = False, anew: bool = False
    ) -> TrialSpec:
        earlier = () if LEAKED in atoms else self.earlier
        telling = {} if anew else self.telling.differed
        recorded = self.recorded_spec
        spec = self.planner.replaying(
            purpose, recorded, atoms, earlier, trace, telling=telling, labels=self.labels
        )
        return turned(spec, recorded_states(recorded), 0) if anew else spec

    def _conclude(self, spec: TrialSpec, atoms: frozenset[Atom]) -> bool:
        equal = self._equal(spec)
        if equal is None and spec.earlier:
            # In the session these tests have run and let the target be set up: here it did not come to that.
            self.earlier = ()
            alone = self._spec(spec.purpose, atoms)
            self.executor.submit(alone)
            equal = self._equal(alone)
            remove_tree(Path(alone.directory))
        equal = bool(equal)
        self.telling.learn(spec, equal, all_varied=atoms <= {LEAKED})
        # A source of several parts may be replayed in one and varied in another.
        varied = {atom.source for atom in self.everything if atom not in atoms}
        if not self.earlier:
            varied.discard(LEAKED.source)
        self._note(spec, tuple(sorted(varied)), tuple(sorted({atom.source for atom in atoms})), equal)
        return equal

    def elsewhere(self, name: str) -> Iterator[tuple[TrialSpec, tuple[Mismatch, ...]]]:
        """A trial on each other machine that the source ``name`` stands for, and what differs there.

        Raises:
            TrialError: one gave no outcome.
            BudgetSpentError: too many trials have been run.
        """
        assert self._recorded is not None
        for spec in self.planner.elsewhere(self.recorded_spec, name):
            self._spend(1)
            self.progress.step(f"{self.target.name}: running it as on another machine ({name})")
            self.executor.submit(spec)
            found = differences(self._recorded[1], self._wait(spec), self.tolerance)
            self._note(spec, (name,), (), not found)
            yield spec, found

    def recorded_trace(self) -> Trace:
        """What the recorded trial noted; read anew each time."""
        return Trace(Path(self.recorded_spec.directory))

    def leak(self, tests: tuple[str, ...] | None = None) -> bool:
        """Run earlier tests (by default all) before the target, all else as recorded: are the outputs equal,
        as far as there are any?

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
        self.leaked_in.append(Path(spec.directory))
        if tests is None:
            self.leak_directory, self.leak_differed = Path(spec.directory), equal is False
        replayed = tuple(source for source in self.planner.sources if source != LEAKED.source)
        self._note(spec, (LEAKED.source,), replayed, equal)
        return equal is not False  # in the session these tests did let the target be set up

    def freely(self) -> bool:
        """With threads that run at once, all else as recorded: are the outputs equal?

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        self._spend(1)
        self.progress.step(f"{self.target.name}: letting its threads run freely, everything as recorded")
        spec = self.planner.free("threads run freely", self.recorded_spec)
        self.executor.submit(spec)
        equal = self._equal(spec)
        replayed = tuple(sorted({atom.source for atom in self.everything}))
        self._note(spec, (_RACE,), replayed, equal)
        remove_tree(Path(spec.directory))
        return equal is not False  # in the session they ran freely, and came to an end

    def as_in_the_session(self, reference: Outcome, files: OwnFiles) -> bool:
        """With files as the user's session found them, and all else as recorded: is its outcome the same?

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        self._spend(1)
        self.progress.step(f"{self.target.name}: running it with the files that your session found")
        everything = self.everything - {FOUND}
        spec = self.planner.untouched(
            self._spec("files as the session found them", everything), self.recorded_spec
        )
        spec = replace(spec, absent=files.absent, given=files.given)
        self.executor.submit(spec)
        try:
            equal = not differences(reference, self._wait(spec), self.tolerance)
        except TrialError:
            equal = False
        await_end(Path(spec.directory))
        self._note(spec, (FOUND.source,), tuple(sorted({atom.source for atom in everything})), equal)
        return equal

    def _equal(self, spec: TrialSpec) -> bool | None:
        """None if the trial gave no outcome."""
        try:
            return not self.compare(self._wait(spec))
        except TrialError:
            return None

    def _wait(self, spec: TrialSpec) -> Outcome:
        directory = Path(spec.directory)
        try:
            return wait_for(directory, self.target, self.limit, self._tick)
        except BudgetSpentError:
            end_trial(directory)
            raise

    def _tick(self) -> None:
        self.progress.tick()
        self._spend(0)

    def _spend(self, trials: int) -> None:
        used = len(self.summaries)
        seconds = time.monotonic() - self._started
        if not self.budget.trials:
            raise BudgetSpentError("repro_budget=0 allows no trials")
        if used + trials > self.budget.trials:
            raise BudgetSpentError(f"gave up after {counted(used, 'trial')} (repro_budget)")
        if seconds > self.budget.seconds:
            raise BudgetSpentError(
                f"gave up after {counted(used, 'trial')} in {seconds:.0f} s (repro_budget)"
            )

    def compare(self, outcome: Outcome) -> bool:
        """Whether an outcome differs from the recorded one."""
        assert self._recorded is not None
        return bool(differences(self._recorded[1], outcome, self.tolerance))

    def _note(
        self, spec: TrialSpec, varied: tuple[str, ...], replayed: tuple[str, ...], equal: bool | None
    ) -> None:
        seconds = round(seconds_taken(Path(spec.directory), self.target), 3)
        self.summaries.append(TrialSummary(spec.purpose, varied, replayed, equal, seconds))


def _named(atoms: frozenset[Atom]) -> str:
    """The first few of them, for a line of progress."""
    return listed([str(atom) for atom in sorted(atoms)], _SHOWN) or "nothing"
