"""One more perturbed trial without the files that the session has made, as after a fresh checkout.

A cache that the first run writes to the project hides from the second what the first has computed. It was
not there when the session began, so a second run may do without it; what the session made is put back. So may
one that the perturbed trial has made and the session read: the two run at once, whichever is first.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.counting import listed
from pytest_repro.errors import TrialError
from pytest_repro.interpose.births import born
from pytest_repro.interpose.overlay import LARGEST
from pytest_repro.model import Axis
from pytest_repro.sources.input_data import (
    InputData,
    made_and_read,
    made_by_both,
    made_for_want,
    made_here,
)
from pytest_repro.trials.executor import ENDED_FILE
from pytest_repro.trials.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_repro.session.progress import Progress
    from pytest_repro.session.workplace import Workplace
    from pytest_repro.trials.executor import Executor
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target, TrialSpec

_POLL_SECONDS = 0.05
_SHOWN = 3
_MOST = 1000
"""Files of a folder above which it is left where it is."""


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
        made = made_and_read(self.workplace.path, perturbed)
        absent = self.absent(made)
        if not made or absent is None:
            return None
        names = self._names(made)
        self.progress.step(f"{target.name}: once more, without {names}, which the session has made")
        self.await_perturbed(limit)
        axis = Axis(InputData.id, True, f"without {names}, once more")
        # An earlier test may have made a folder that the fixture takes for granted.
        for files in dict.fromkeys((absent, tuple(name for name in made if name in absent))):
            spec = replace(make(), absent=files)
            self.executor.submit(spec)
            directory = Path(spec.directory)
            with contextlib.suppress(TrialError):
                outcome = wait_for(directory, target, limit, self.progress.tick)
                if outcome.status == like.status:
                    return Fresh(outcome, directory, files, axis)
        return None  # what else belongs to the files is not known

    def as_left(
        self, target: Target, make: Callable[..., TrialSpec], limit: float
    ) -> tuple[Outcome, Path] | None:
        """A trial that finds what the session and the trial beside it both looked for, and made: they ran at
        once, and a second run comes later. None where there is no such file, or the trial gives nothing.
        """
        made = made_for_want(self.workplace.path)
        if not made:
            return None
        self.progress.step(f"{target.name}: once more, with {self._names(made)} as the session has left it")
        spec = make()
        self.executor.submit(spec)
        with contextlib.suppress(TrialError):
            return wait_for(Path(spec.directory), target, limit, self.progress.tick), Path(spec.directory)
        return None

    def not_varied(self, perturbed: Path) -> Axis | None:
        """What is to be told where :meth:`run` came to nothing; None where nothing was to be done without."""
        made = made_and_read(self.workplace.path, perturbed)
        return made_here(self._names(made)) if made else None

    def absent(self, made: Sequence[str]) -> tuple[str, ...] | None:
        """What has to go for a trial to run as if ``made`` had not been; None where it cannot."""
        if not self.alone:
            return None
        files = [name for name in made if Path(name).exists()]  # they may be gone again
        folders = self._new_folders(files)
        beside = [name for folder in folders for name in _files_in(folder)]
        wanted = tuple(dict.fromkeys([*files, *beside]))
        return (*wanted, *folders) if all(map(_can_go, wanted)) else None

    def _new_folders(self, files: Sequence[str]) -> list[str]:
        """Folders of ``files`` that are no older than the session, inner ones first: they are looked for."""
        began, root = born(os.fspath(self.workplace.path)), Path(os.path.realpath(self.root))
        parents = {parent for name in files for parent in Path(name).parents if root in parent.parents}
        new = [folder for folder in sorted(parents, reverse=True) if 0 < began <= born(os.fspath(folder))]
        return [os.fspath(folder) for folder in new if _few_in(folder)]

    def _names(self, files: Sequence[str]) -> str:
        root = os.path.realpath(self.root)
        return listed([os.path.relpath(file, root) for file in files], _SHOWN)

    def begun_without(self) -> tuple[str, ...]:
        """What has to go for a trial to begin as the session and the trial beside it did, each of which made
        files as it went and read them again; they find them now. Nothing where that cannot go.
        """
        return self.absent(made_by_both(self.workplace.path)) or ()

    def await_perturbed(self, limit: float) -> None:
        """Until the trial that other targets share has ended: it may need what is to be put aside."""
        last = time.monotonic() + limit
        folder = self.workplace.perturbed
        while folder.exists() and not (folder / ENDED_FILE).exists() and time.monotonic() < last:
            self.progress.tick()
            time.sleep(_POLL_SECONDS)


def _few_in(folder: Path) -> bool:
    return sum(1 for _ in zip(_files_in(os.fspath(folder)), range(_MOST + 1), strict=False)) <= _MOST


def _files_in(folder: str) -> Iterator[str]:
    """Sorted, as far as a folder goes."""
    for path, inner, files in os.walk(folder):
        inner.sort()
        yield from (os.path.join(path, name) for name in sorted(files))  # noqa: PTH118 - a text


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
        self.executor.submit(replace(spec, absent=tuple(dict.fromkeys((*spec.absent, *self.files)))))

    def close(self) -> None:
        self.executor.close()
