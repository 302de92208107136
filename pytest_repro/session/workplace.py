"""The folder that all processes of one session share: reference outcomes, trials, locks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.errors import SettingsError
from pytest_repro.session.leftovers import hold, sweep
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.session import OUTCOMES_FOLDER

if TYPE_CHECKING:
    from typing import IO

    from pytest_repro.trials.spec import Target

_PREFIX = "pytest-repro-"
PLAN_FILE = "plan.json"
COLLECTED_FILE = "collected.json"


class Workplace:
    """Made by the session's first process, found by the others (xdist workers) by its path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reference = path / "reference"
        self.perturbed = path / "perturbed"
        self.plan = path / PLAN_FILE
        self.collected = path / COLLECTED_FILE
        self._lock: IO[str] | None = None

    @classmethod
    def make(cls) -> Workplace:
        """Raises SettingsError: there is no folder for temporary files."""
        try:
            workplace = cls(Path(tempfile.mkdtemp(prefix=_PREFIX)))
            workplace.reference.mkdir()
            workplace._lock = hold(workplace.path)
        except OSError as error:
            raise SettingsError(f"--repro needs room for temporary files: {error}; set TMPDIR") from None
        sweep(workplace.path.parent, _PREFIX)
        return workplace

    def discard_outputs(self, target: Target) -> None:
        """Free the disk of a judged target's outputs; what is small and may be asked for again stays."""
        for folder in (self.reference, self.perturbed / OUTCOMES_FOLDER):
            for part in sorted((folder / target.folder).glob("[0-9]*")):
                remove_tree(part)

    def claim(self, target: Target) -> bool:
        """Whether this process is the first to set the target up as the reference."""
        try:
            with self._claim_file(target).open("x", encoding="ascii") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return False
        return True

    def claimed_by_living(self, target: Target) -> bool:
        """Whether some other process is setting the target up right now, as far as one can tell."""
        try:
            pid = int(self._claim_file(target).read_text(encoding="ascii") or 0)
        except (FileNotFoundError, ValueError):
            return False
        return pid not in (0, os.getpid()) and _lives(pid)

    def _claim_file(self, target: Target) -> Path:
        return self.reference / f"{target.folder}.claim"

    def remove(self) -> None:
        remove_tree(self.path)
        if self._lock is not None:
            self._lock.close()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
