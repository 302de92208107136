"""Comes to a verdict on one target: reference outcome against perturbed outcome, then diagnosis."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.counting import counted
from pytest_repro.diagnosis.conclusion import Diagnosis
from pytest_repro.diagnosis.diagnose import diagnose
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory
from pytest_repro.diagnosis.locate import with_opt_in
from pytest_repro.diagnosis.machine import vary_machine
from pytest_repro.errors import ReproError, TrialError
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.session.axes import told_axes
from pytest_repro.session.case import Case, failures_of, reason_of, refusal_of
from pytest_repro.session.checkout import FreshExecutor
from pytest_repro.session.streams import streams_of
from pytest_repro.trials.compare import differences
from pytest_repro.trials.waiting import seconds_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytest_repro.diagnosis.budget import Budget
    from pytest_repro.fixture import Tolerance
    from pytest_repro.model import Check, Failure, Mismatch
    from pytest_repro.session.checkout import Checkout
    from pytest_repro.session.pair import Pair
    from pytest_repro.session.progress import Progress
    from pytest_repro.session.repeats import Repeats
    from pytest_repro.session.workplace import Workplace
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.planner import Planner
    from pytest_repro.trials.spec import Target, TrialSpec


class Judge:
    """Judges targets of one session, in whichever process the verdict's item runs."""

    def __init__(
        self,
        workplace: Workplace,
        planner: Planner,
        executor: Executor,
        progress: Progress,
        root: Path,
        budget: Budget,
        pair: Pair,
        repeats: Repeats,
        checkout: Checkout,
    ) -> None:
        self._workplace = workplace
        self._planner = planner
        self._executor = executor
        self._progress = progress
        self._root = root
        self._budget = budget
        self._pair = pair
        self._repeats = repeats
        self._checkout = checkout

    def judge(self, target: Target, tolerance: Tolerance, earlier: Sequence[str]) -> Check:
        """The check of ``target``; ``earlier`` are the tests that this process ran before setting it up.

        Skips the running item where the fixture skips in both trials.
        """
        case = Case(target)
        try:
            check = self._judge_here(case, tolerance, tuple(earlier)) if self._planner.sources else None
            if self._planner.machine_sources and (check is None or check.verdict == "reproducible"):
                return self._judge_elsewhere(case, tolerance, tuple(earlier))
            assert check is not None
            return check
        except TrialError as error:
            return case.check("error", str(error), failures=(error.failure,) if error.failure else ())
        except BudgetSpentError as error:
            return case.check("error", str(error))
        finally:
            self._progress.done()
            self._workplace.discard_outputs(target)

    def _judge_here(self, case: Case, tolerance: Tolerance, earlier: tuple[str, ...]) -> Check:
        """On this machine."""
        if self._planner.holds_some:
            recorded, reference, perturbed = self._pair.held(case)
            again = functools.partial(self._planner.replaying, "perturbed again", recorded, frozenset())
        else:
            reference = self._pair.reference(case)
            perturbed = self._pair.perturbed(case, reference)
            again = functools.partial(self._planner.varied, "perturbed again", (case.target,))
        return self._compare(case, reference, perturbed, tolerance, earlier, again)

    def _judge_elsewhere(self, case: Case, tolerance: Tolerance, earlier: tuple[str, ...]) -> Check:
        """On other machines, as far as this one can play them."""
        laboratory = self._laboratory(case.target, self._pair.limit(0.0), tolerance, earlier)
        try:
            found = vary_machine(laboratory, self._root)
        except ReproError as error:
            return case.check("error", str(error))
        refusal = refusal_of(case.target, found.recorded, found.recorded)
        if refusal is not None:
            return case.check("error", refusal)
        case.axes = (*case.axes, *found.axes)
        diagnosis = Diagnosis(tuple(found.causes), found.cleared, tuple(laboratory.summaries), "")
        varied = {axis.source for axis in case.axes if axis.applied}
        reason = f"identical with {counted(len(varied), 'source')} varied"
        if found.mismatches:
            reason = reason_of(found.mismatches, diagnosis)
        return case.check(found.verdict, reason, found.mismatches, diagnosis)

    def _compare(
        self,
        case: Case,
        reference: Outcome,
        perturbed: Outcome,
        tolerance: Tolerance,
        earlier: tuple[str, ...],
        again: Callable[..., TrialSpec],
    ) -> Check:
        case.axes = told_axes(case.axes, self._planner.sources, earlier) if case.axes else ()
        failures = self._failures(case, reference, perturbed)
        refusal = refusal_of(case.target, reference, perturbed)
        if refusal is not None:
            return case.check("error", refusal, failures=failures)
        try:
            mismatches = differences(reference, perturbed, tolerance)
        except ReproError as error:
            return case.check("error", str(error))
        varied = case.varied
        case.note("perturbed", varied, equal=not mismatches)
        if not mismatches:
            more = case, reference, tolerance, again
            differing = self._as_left(*more) or self._as_checked_out(*more) or self._repeat(*more)
            perturbed, mismatches = differing or (perturbed, ())
            failures = self._failures(case, reference, perturbed)
        if not mismatches:
            times = f" in {case.trials} trials" if case.trials > 1 else ""
            return case.check(
                "reproducible", f"identical with {counted(len(varied), 'source')} varied{times}"
            )
        laboratory = self._laboratory(case.target, self._pair.limit(reference.seconds), tolerance, earlier)
        laboratory.telling = case.telling()
        case.absent = case.absent or self._checkout.begun_without()
        if case.absent:
            self._checkout.await_perturbed(laboratory.limit)
            laboratory.executor = FreshExecutor(self._executor, case.absent)
        diagnosis = diagnose(laboratory, reference, perturbed, self._root)
        # What was not there to be varied in any trial is cleared of nothing.
        cleared = tuple(name for name in diagnosis.cleared if name in varied)
        diagnosis = replace(diagnosis, causes=with_opt_in(diagnosis.causes, self._root), cleared=cleared)
        reason = reason_of(mismatches, diagnosis)
        return case.check("irreproducible", reason, mismatches, diagnosis, failures)

    def _failures(self, case: Case, reference: Outcome, perturbed: Outcome) -> tuple[Failure, ...]:
        outcomes = {"reference": reference, "perturbed": perturbed}
        return failures_of(case.target, SiteFinder(self._root), outcomes)

    def _as_left(
        self, case: Case, reference: Outcome, tolerance: Tolerance, again: Callable[..., TrialSpec]
    ) -> tuple[Outcome, tuple[Mismatch, ...]] | None:
        """A perturbed trial that finds what the session has made meanwhile; None if it does not differ."""
        later = self._checkout.as_left(case.target, again, self._pair.limit(reference.seconds))
        if later is None:
            return None
        outcome, directory = later
        case.seconds = seconds_taken(directory, case.target)
        mismatches = differences(reference, outcome, tolerance)
        case.note("perturbed again", case.varied, equal=not mismatches)
        if not mismatches:
            return None
        case.directory = directory
        return outcome, mismatches

    def _as_checked_out(
        self, case: Case, reference: Outcome, tolerance: Tolerance, again: Callable[..., TrialSpec]
    ) -> tuple[Outcome, tuple[Mismatch, ...]] | None:
        """A perturbed trial without the files that the session has made; None if none differs."""
        limit = self._pair.limit(reference.seconds)
        if case.directory is None:
            return None
        fresh = self._checkout.run(case.target, case.directory, again, reference, limit)
        case.tell(fresh.axis if fresh else self._checkout.not_varied(case.directory))
        if fresh is None:
            return None
        case.seconds = seconds_taken(fresh.directory, case.target)
        mismatches = differences(reference, fresh.outcome, tolerance)
        case.note("perturbed again", (fresh.axis.source,), equal=not mismatches)
        if not mismatches:
            return None
        case.directory, case.absent = fresh.directory, fresh.files
        return fresh.outcome, mismatches

    def _repeat(
        self, case: Case, reference: Outcome, tolerance: Tolerance, again: Callable[..., TrialSpec]
    ) -> tuple[Outcome, tuple[Mismatch, ...]] | None:
        """The first of more perturbed trials that differs; None if none does."""
        if case.directory is not None:
            case.agreed, case.streams = case.directory, streams_of(case.directory, case.target)
        limit = self._pair.limit(reference.seconds)
        with contextlib.closing(self._repeats.run(case.target, again, limit, case.streams)) as trials:
            for trial in trials:
                case.drawn = case.drawn or trial.drawn
                case.seconds, case.directory = trial.seconds, trial.directory
                mismatches = differences(reference, trial.outcome, tolerance)
                case.note("perturbed again", case.varied, equal=not mismatches)
                if mismatches:
                    return trial.outcome, mismatches
        return None

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
