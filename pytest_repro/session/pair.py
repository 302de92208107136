"""Gets the two outcomes that a check compares: of the reference trial and of the perturbed one."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.errors import TrialError
from pytest_repro.model import Axis
from pytest_repro.sources.input_data import ORIGINALS, InputData
from pytest_repro.trials.outcome import Outcome, read_outcome
from pytest_repro.trials.session import AXES_FILE, OUTCOMES_FOLDER
from pytest_repro.trials.waiting import seconds_taken, wait_for

if TYPE_CHECKING:
    from pytest_repro.session.case import Case
    from pytest_repro.session.progress import Progress
    from pytest_repro.session.workplace import Workplace
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.planner import Planner
    from pytest_repro.trials.spec import Target, TrialSpec

_STARTUP_SECONDS = 120.0
_PATIENCE = 10.0
_POLL_SECONDS = 0.05
_GRACE_SECONDS = 10.0


class Pair:
    """Waits for the trials of the session, and runs those that it lacks."""

    def __init__(
        self,
        workplace: Workplace,
        planner: Planner,
        executor: Executor,
        progress: Progress,
        timeout: float | None,
        others_run: bool,
    ) -> None:
        """``timeout``: seconds without progress, as the user set them. ``others_run``: whether other
        processes run tests of the same session.
        """
        self._workplace = workplace
        self._planner = planner
        self._executor = executor
        self._progress = progress
        self._timeout = timeout
        self._others_run = others_run

    def limit(self, seconds: float) -> float:
        """After how many seconds without progress a trial is given up that takes so many in the session."""
        return self._timeout or _STARTUP_SECONDS + _PATIENCE * seconds

    # The reference trial ----------------------------------------------------------------------------------

    def reference(self, case: Case) -> Outcome:
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
        return wait_for(Path(spec.directory), case.target, self.limit(0.0), self._progress.tick)

    def held(self, case: Case) -> tuple[TrialSpec, Outcome, Outcome]:
        """A recorded reference trial, and one in which the sources that are not to be varied are replayed."""
        self._progress.step(
            f"{case.target.name}: running two trials, of which the second replays what is held"
        )
        recorded = self._planner.reference("reference", (case.target,), record=True)
        self._executor.submit(recorded)
        reference = wait_for(Path(recorded.directory), case.target, self.limit(0.0), self._progress.tick)
        spec = self._planner.replaying("perturbed", recorded, frozenset())
        self._executor.submit(spec)
        limit = self.limit(reference.seconds)
        perturbed = wait_for(Path(spec.directory), case.target, limit, self._progress.tick)
        self._read_axes(case, Path(spec.directory))
        return recorded, reference, perturbed

    # The perturbed trial ----------------------------------------------------------------------------------

    def perturbed(self, case: Case, reference: Outcome) -> Outcome:
        self._progress.step(f"{case.target.name}: waiting for the perturbed trial")
        directory, limit = self._workplace.perturbed, self.limit(reference.seconds)
        try:
            outcome = wait_for(directory, case.target, self._shared_limit(limit), self._progress.tick)
            in_the_way = outcome.status == "blocked" and reference.status != "blocked"
        except TrialError:
            if self._alone_in_it():
                raise
            in_the_way = True
        if in_the_way:
            case.target = replace(case.target, isolated=True)
            directory, outcome = self._again_alone(case.target, limit)
        self._read_axes(case, directory)
        if not in_the_way and self._came_too_early(case):
            directory, outcome = self._again_alone(case.target, limit)
            self._read_axes(case, directory)
        return outcome

    def _came_too_early(self, case: Case) -> bool:
        """Whether the trial read a file before this session had rewritten it: a second run reads it later."""
        rewritten = (self._workplace.path / ORIGINALS).exists()
        return rewritten and any(a.source == InputData.id and not a.applied for a in case.axes)

    def _read_axes(self, case: Case, directory: Path) -> None:
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
        return max([limit, *(self.limit(outcome.seconds) for outcome in known if outcome is not None)])

    def _alone_in_it(self) -> bool:
        plan = json.loads(self._workplace.plan.read_text(encoding="utf-8"))
        return len(plan["targets"]) == 1

    def _again_alone(self, target: Target, limit: float) -> tuple[Path, Outcome]:
        """The shared trial ended early, perhaps through another target's fault: give this one its own."""
        spec = self._planner.varied("perturbed", (target,))
        self._progress.step(f"{target.name}: running the perturbed trial again, alone")
        self._executor.submit(spec)
        return Path(spec.directory), wait_for(Path(spec.directory), target, limit, self._progress.tick)
