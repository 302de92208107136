"""Comes to a verdict on one target: reference outcome against perturbed outcome, then diagnosis."""

from __future__ import annotations

import contextlib
import functools
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_repro.counting import counted
from pytest_repro.diagnosis.conclusion import Diagnosis
from pytest_repro.diagnosis.diagnose import diagnose
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory
from pytest_repro.diagnosis.locate import with_opt_in
from pytest_repro.diagnosis.machine import vary_machine
from pytest_repro.diagnosis.telling import Telling, settings_of
from pytest_repro.errors import ReproError, TrialError
from pytest_repro.model import Axis, Check, Location, Mismatch, TrialSummary, Verdict
from pytest_repro.session.axes import told_axes
from pytest_repro.session.checkout import FreshExecutor
from pytest_repro.sources.hash_seed import HashSeed
from pytest_repro.sources.input_data import ORIGINALS, InputData
from pytest_repro.trials.compare import differences
from pytest_repro.trials.outcome import Outcome, read_outcome
from pytest_repro.trials.session import AXES_FILE, OUTCOMES_FOLDER
from pytest_repro.trials.spec import SPEC_FILE, TrialSpec
from pytest_repro.trials.waiting import seconds_taken, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_repro.diagnosis.budget import Budget
    from pytest_repro.fixture import Tolerance
    from pytest_repro.session.checkout import Checkout
    from pytest_repro.session.progress import Progress
    from pytest_repro.session.repeats import Repeats
    from pytest_repro.session.workplace import Workplace
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.planner import Planner
    from pytest_repro.trials.spec import Target

_STARTUP_SECONDS = 120.0
_PATIENCE = 10.0
_POLL_SECONDS = 0.05
_GRACE_SECONDS = 10.0


class Judge:
    """Judges targets of one session, in whichever process the verdict's item runs."""

    def __init__(
        self,
        workplace: Workplace,
        planner: Planner,
        executor: Executor,
        progress: Progress,
        timeout: float | None,
        root: Path,
        others_run: bool,
        budget: Budget,
        repeats: Repeats,
        checkout: Checkout,
    ) -> None:
        """``others_run``: whether other processes run tests of the same session."""
        self._workplace = workplace
        self._planner = planner
        self._executor = executor
        self._progress = progress
        self._timeout = timeout
        self._root = root
        self._others_run = others_run
        self._budget = budget
        self._repeats = repeats
        self._checkout = checkout

    def judge(self, target: Target, tolerance: Tolerance, earlier: Sequence[str]) -> Check:
        """The check of ``target``; ``earlier`` are the tests that this process ran before setting it up.

        Skips the running item where the fixture skips in both trials.
        """
        case = _Trial(target)
        try:
            check = self._judge_here(case, tolerance, tuple(earlier)) if self._planner.sources else None
            if self._planner.machine_sources and (check is None or check.verdict == "reproducible"):
                return self._judge_elsewhere(case, tolerance, tuple(earlier))
            assert check is not None
            return check
        except (TrialError, BudgetSpentError) as error:
            return case.check("error", str(error))
        finally:
            self._progress.done()
            self._workplace.discard_outputs(target)

    def _judge_here(self, case: _Trial, tolerance: Tolerance, earlier: tuple[str, ...]) -> Check:
        """On this machine."""
        if self._planner.holds_some:
            recorded, reference, perturbed = self._held(case)
            again = functools.partial(self._planner.replaying, "perturbed again", recorded, frozenset())
        else:
            reference = self._reference(case)
            perturbed = self._perturbed(case, reference)
            again = functools.partial(self._planner.varied, "perturbed again", (case.target,))
        return self._compare(case, reference, perturbed, tolerance, earlier, again)

    def _judge_elsewhere(self, case: _Trial, tolerance: Tolerance, earlier: tuple[str, ...]) -> Check:
        """On other machines, as far as this one can play them."""
        laboratory = self._laboratory(case.target, self._limit(0.0), tolerance, earlier)
        try:
            found = vary_machine(laboratory, self._root)
        except ReproError as error:
            return case.check("error", str(error))
        refusal = _refusal(case.target, found.recorded, found.recorded)
        if refusal is not None:
            return case.check("error", refusal)
        case.axes = (*case.axes, *found.axes)
        diagnosis = Diagnosis(tuple(found.causes), found.cleared, tuple(laboratory.summaries), "")
        varied = {axis.source for axis in case.axes if axis.applied}
        reason = f"identical with {counted(len(varied), 'source')} varied"
        if found.mismatches:
            reason = _reason(found.mismatches, diagnosis)
        return case.check(found.verdict, reason, found.mismatches, diagnosis)

    def _compare(
        self,
        case: _Trial,
        reference: Outcome,
        perturbed: Outcome,
        tolerance: Tolerance,
        earlier: tuple[str, ...],
        again: Callable[..., TrialSpec],
    ) -> Check:
        case.axes = told_axes(case.axes, self._planner.sources, earlier) if case.axes else ()
        refusal = _refusal(case.target, reference, perturbed)
        if refusal is not None:
            return case.check("error", refusal)
        try:
            mismatches = differences(reference, perturbed, tolerance)
        except ReproError as error:
            return case.check("error", str(error))
        varied = tuple(dict.fromkeys(axis.source for axis in case.axes if axis.applied))
        case.note("perturbed", varied, equal=not mismatches)
        if not mismatches:
            perturbed, mismatches = self._as_checked_out(case, reference, perturbed, tolerance, again)
        if not mismatches:
            case.agreed = case.directory
            perturbed, mismatches = self._repeat(case, reference, perturbed, tolerance, again)
        if not mismatches:
            times = f" in {case.trials} trials" if case.trials > 1 else ""
            return case.check(
                "reproducible", f"identical with {counted(len(varied), 'source')} varied{times}"
            )
        laboratory = self._laboratory(case.target, self._limit(reference.seconds), tolerance, earlier)
        laboratory.telling = case.telling()
        if case.directory is not None:
            self._checkout.await_perturbed(case.directory, laboratory.limit)
        if case.absent:
            laboratory.executor = FreshExecutor(self._executor, case.absent)
        diagnosis = diagnose(laboratory, reference, perturbed, self._root)
        diagnosis = replace(diagnosis, causes=with_opt_in(diagnosis.causes, self._root))
        return case.check("irreproducible", _reason(mismatches, diagnosis), mismatches, diagnosis)

    def _as_checked_out(
        self,
        case: _Trial,
        reference: Outcome,
        perturbed: Outcome,
        tolerance: Tolerance,
        again: Callable[..., TrialSpec],
    ) -> tuple[Outcome, tuple[Mismatch, ...]]:
        """A perturbed trial without the files that the session has made, or the given one if none differs."""
        limit = self._limit(reference.seconds)
        fresh = None
        if case.directory is not None:
            fresh = self._checkout.run(case.target, case.directory, again, reference, limit)
        if fresh is None:
            return perturbed, ()
        case.axes = tuple(fresh.axis if axis.source == fresh.axis.source else axis for axis in case.axes)
        case.seconds = seconds_taken(fresh.directory, case.target)
        mismatches = differences(reference, fresh.outcome, tolerance)
        case.note("perturbed again", (fresh.axis.source,), equal=not mismatches)
        if not mismatches:
            return perturbed, ()
        case.directory, case.absent = fresh.directory, fresh.files
        return fresh.outcome, mismatches

    def _repeat(
        self,
        case: _Trial,
        reference: Outcome,
        perturbed: Outcome,
        tolerance: Tolerance,
        again: Callable[..., TrialSpec],
    ) -> tuple[Outcome, tuple[Mismatch, ...]]:
        """The first of more perturbed trials that differs, or the given one that does not."""
        limit = self._limit(reference.seconds)
        varied = tuple(dict.fromkeys(axis.source for axis in case.axes if axis.applied))
        with contextlib.closing(self._repeats.run(case.target, again, limit)) as trials:
            for trial in trials:
                case.seconds, case.directory = trial.seconds, trial.directory
                mismatches = differences(reference, trial.outcome, tolerance)
                case.note("perturbed again", varied, equal=not mismatches)
                if mismatches:
                    return trial.outcome, mismatches
        return perturbed, ()

    def _laboratory(
        self, target: Target, limit: float, tolerance: Tolerance, earlier: tuple[str, ...]
    ) -> Laboratory:
        return Laboratory(
            target=target,
            tolerance=tolerance,
            planner=self._planner,
            executor=self._executor,
            progress=self._progress,
            limit=limit,
            earlier=earlier,
            root=self._root,
            budget=self._budget,
            alone=self._checkout.alone,
        )

    def _limit(self, seconds: float) -> float:
        return self._timeout or _STARTUP_SECONDS + _PATIENCE * seconds

    # The reference trial ----------------------------------------------------------------------------------

    def _reference(self, case: _Trial) -> Outcome:
        """What the user's own session gave; if the target's test was not selected, a trial in its stead."""
        folder = self._workplace.reference / case.target.folder
        self._progress.step(f"{case.target.name}: waiting for the reference trial")
        # Another worker of xdist may be about to run the target's test.
        grace = time.monotonic() + (_GRACE_SECONDS if self._others_run else 0.0)
        while True:
            outcome = read_outcome(folder)
            if outcome is not None:
                return outcome
            if not self._workplace.claimed_by_living(case.target) and time.monotonic() > grace:
                break
            self._progress.tick()
            time.sleep(_POLL_SECONDS)
        spec = self._planner.reference("reference", (case.target,))
        self._progress.step(
            f"{case.target.name}: running the reference trial, since its test did not run here"
        )
        self._executor.submit(spec)
        return wait_for(Path(spec.directory), case.target, self._limit(0.0), self._progress.tick)

    def _held(self, case: _Trial) -> tuple[TrialSpec, Outcome, Outcome]:
        """A recorded reference trial, and one in which the sources that are not to be varied are replayed."""
        self._progress.step(
            f"{case.target.name}: running two trials, of which the second replays what is held"
        )
        recorded = self._planner.reference("reference", (case.target,), record=True)
        self._executor.submit(recorded)
        reference = wait_for(Path(recorded.directory), case.target, self._limit(0.0), self._progress.tick)
        spec = self._planner.replaying("perturbed", recorded, frozenset())
        self._executor.submit(spec)
        limit = self._limit(reference.seconds)
        perturbed = wait_for(Path(spec.directory), case.target, limit, self._progress.tick)
        self._read_axes(case, Path(spec.directory))
        return recorded, reference, perturbed

    # The perturbed trial ----------------------------------------------------------------------------------

    def _perturbed(self, case: _Trial, reference: Outcome) -> Outcome:
        self._progress.step(f"{case.target.name}: waiting for the perturbed trial")
        directory, limit = self._workplace.perturbed, self._limit(reference.seconds)
        try:
            outcome = wait_for(directory, case.target, self._shared_limit(limit), self._progress.tick)
            in_the_way = outcome.status == "blocked" and reference.status != "blocked"
        except TrialError as error:
            if self._alone_in_it():
                raise TrialError(f"perturbed trial: {error}") from None
            in_the_way = True
        if in_the_way:
            case.target = replace(case.target, isolated=True)
            directory, outcome = self._again_alone(case.target, limit)
        self._read_axes(case, directory)
        if not in_the_way and self._came_too_early(case):
            directory, outcome = self._again_alone(case.target, limit)
            self._read_axes(case, directory)
        return outcome

    def _came_too_early(self, case: _Trial) -> bool:
        """Whether the trial read a file before this session had rewritten it: a second run reads it later."""
        rewritten = (self._workplace.path / ORIGINALS).exists()
        return rewritten and any(a.source == InputData.id and not a.applied for a in case.axes)

    def _read_axes(self, case: _Trial, directory: Path) -> None:
        case.directory, case.seconds = directory, seconds_taken(directory, case.target)
        axes = directory / OUTCOMES_FOLDER / case.target.folder / AXES_FILE
        if axes.exists():
            case.axes = tuple(Axis(**axis) for axis in json.loads(axes.read_text(encoding="utf-8")))

    def _shared_limit(self, limit: float) -> float:
        """The perturbed session may be busy with other targets, which may take longer than this one."""
        if self._timeout is not None:
            return limit
        known = [
            read_outcome(folder) for folder in sorted(self._workplace.reference.iterdir()) if folder.is_dir()
        ]
        return max([limit, *(self._limit(outcome.seconds) for outcome in known if outcome is not None)])

    def _alone_in_it(self) -> bool:
        plan = json.loads(self._workplace.plan.read_text(encoding="utf-8"))
        return len(plan["targets"]) == 1

    def _again_alone(self, target: Target, limit: float) -> tuple[Path, Outcome]:
        """The shared trial ended early, perhaps through another target's fault: give this one its own."""
        spec = self._planner.varied("perturbed", (target,))
        self._progress.step(f"{target.name}: running the perturbed trial again, alone")
        self._executor.submit(spec)
        try:
            return Path(spec.directory), wait_for(Path(spec.directory), target, limit, self._progress.tick)
        except TrialError as error:
            raise TrialError(f"perturbed trial: {error}") from None


class _Trial:
    """What is known of one target so far."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.axes: tuple[Axis, ...] = ()
        self.seconds = 0.0
        self.directory: Path | None = None
        """Of the perturbed trial."""
        self.agreed: Path | None = None
        """Of one that agreed, before one that did not."""
        self.absent: tuple[str, ...] = ()
        """Files without which the outputs differ."""
        self._summaries: list[TrialSummary] = []

    @property
    def trials(self) -> int:
        """How many have been compared with the reference."""
        return len(self._summaries)

    def telling(self) -> Telling:
        """Conditions that are known to make a difference, and such that are known to make none."""
        agreed = {} if self.agreed is None else settings_of(TrialSpec.read(self.agreed / SPEC_FILE))
        return Telling(
            agreed={name: settings for name, settings in agreed.items() if name == HashSeed.id},
            differed={}
            if self.directory is None
            else settings_of(TrialSpec.read(self.directory / SPEC_FILE)),
        )

    def note(self, purpose: str, varied: tuple[str, ...], equal: bool) -> None:
        self._summaries.append(TrialSummary(purpose, varied, (), equal, round(self.seconds, 3)))

    def check(
        self,
        verdict: Verdict,
        reason: str,
        mismatches: tuple[Mismatch, ...] = (),
        diagnosis: Diagnosis | None = None,
    ) -> Check:
        target = self.target
        return Check(
            id=target.id,
            fixture=target.name,
            params=dict(target.params),
            location=Location(target.path, target.line),
            verdict=verdict,
            reason=reason,
            axes=self.axes,
            mismatches=mismatches,
            causes=diagnosis.causes if diagnosis else (),
            cleared=diagnosis.cleared if diagnosis else (),
            trials=(*self._summaries, *(diagnosis.trials if diagnosis else ())),
            limits=diagnosis.limits if diagnosis else (),
        )


def error_check(target: Target, reason: str) -> Check:
    """The check of a target of which nothing is known."""
    return _Trial(target).check("error", reason)


def _refusal(target: Target, reference: Outcome, perturbed: Outcome) -> str | None:
    """Why the two outcomes cannot be compared; None if they can. Skips where both skip."""
    if reference.status == perturbed.status == "skipped":
        pytest.skip(f"the fixture skips: {reference.message}")
    if perturbed.status == "missing":
        return (
            f"collection differs: {perturbed.message} in the perturbed trial. Do test ids depend on the "
            "order of a set, the time or a random number? Give them fixed ids=[...]"
        )
    for outcome in (reference, perturbed):
        if outcome.status == "unsupported":
            return outcome.message
        if outcome.status == "absent":
            return f"{target.item} does not set the fixture {target.name} up: {outcome.message}"
        if outcome.status == "blocked":
            return f"setting {target.item} up failed before it came to {target.name}: {outcome.message}"
    if reference.status == perturbed.status == "raised":
        return f"the fixture fails in both trials: {reference.message}"
    return None


def _reason(mismatches: tuple[Mismatch, ...], diagnosis: Diagnosis) -> str:
    first = mismatches[0]
    where = first.path or "the outcome"
    count = len(mismatches)
    what = (
        f"{where} differs ({first.kind})" if count == 1 else f"{count} outputs differ, the first is {where}"
    )
    return f"{what}; {diagnosis.note}" if diagnosis.note else what
