"""One more perturbed trial without the files that the session has made, as after a fresh checkout.

A cache that the first run writes to the project hides from the second what the first has computed. It was
not there when the session began, so a second run may do without it; what the session made is put back.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.errors import TrialError
from pytest_repro.interpose.overlay import LARGEST
from pytest_repro.model import Axis
from pytest_repro.sources.input_data import InputData, made_and_read
from pytest_repro.trials.executor import ENDED_FILE
from pytest_repro.trials.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.session.progress import Progress
    from pytest_repro.session.workplace import Workplace
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec

_POLL_SECONDS = 0.05
_SHOWN = 3


@dataclass(frozen=True)
class Fresh:
    """A trial that went without ``files``."""

    outcome: Outcome
    directory: Path
    files: tuple[str, ...]
    axis: Axis


@dataclass(frozen=True)
class Checkout:
    """``alone``: whether this process runs all tests of the session; else another's may need the files."""

    executor: Executor
    progress: Progress
    workplace: Workplace
    root: Path
    alone: bool

    def run(
        self, target: Target, perturbed: Path, make: Callable[..., TrialSpec], like: Outcome, limit: float
    ) -> Fresh | None:
        """None where the trial in ``perturbed`` read nothing that the session made, or cannot do without it.

        ``make()`` gives the spec of a trial with everything varied anew; ``like`` is how it must end.
        """
        files = _made_files(self.workplace.path, perturbed) if self.alone else ()
        if not files:
            return None
        names = self._names(files)
        self.progress.step(f"{target.name}: once more, without {names}, which the session has made")
        self.await_perturbed(perturbed, limit)
        spec = replace(make(), absent=files)
        self.executor.submit(spec)
        directory = Path(spec.directory)
        try:
            outcome = wait_for(directory, target, limit, self.progress.tick)
        except TrialError:
            return None
        if outcome.status != like.status:
            return None  # what else belongs to the files, such as their folder, is not known
        return Fresh(outcome, directory, files, Axis(InputData.id, True, f"without {names}, once more"))

    def _names(self, files: tuple[str, ...]) -> str:
        names = [os.path.relpath(file, os.path.realpath(self.root)) for file in files[:_SHOWN]]
        more = [f"{len(files) - _SHOWN} more"] if len(files) > _SHOWN else []
        return ", ".join([*names, *more])

    def await_perturbed(self, perturbed: Path, limit: float) -> None:
        """Until the trial that other targets share has ended: it may need what is to be put aside."""
        if not (self.alone and made_and_read(self.workplace.path, perturbed)):
            return
        last = time.monotonic() + limit
        folder = self.workplace.perturbed
        while folder.exists() and not (folder / ENDED_FILE).exists() and time.monotonic() < last:
            self.progress.tick()
            time.sleep(_POLL_SECONDS)


def _made_files(session: Path, directory: Path) -> tuple[str, ...]:
    """What the session has made and the trial has read; nothing if one of it cannot be put aside."""
    files = made_and_read(session, directory)
    return tuple(files) if all(map(_can_go, files)) else ()


def _can_go(name: str) -> bool:
    file = Path(name)
    try:
        return file.is_file() and file.stat().st_size <= LARGEST and os.access(file.parent, os.W_OK)
    except OSError:
        return False


@dataclass(frozen=True)
class FreshExecutor:
    """Runs every trial without ``files``, one after another."""

    executor: Executor
    files: tuple[str, ...]

    def submit(self, spec: TrialSpec) -> None:
        self.executor.submit(replace(spec, absent=self.files))

    def close(self) -> None:
        self.executor.close()
