"""What collection came to, for the process that reports: under xdist that is not the one that collects."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pytest_repro.trials.spec import write_whole

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Collected:
    fixtures: tuple[str, ...]
    """Names of the training fixtures that collected tests use, sorted."""
    selected: int
    """How many verdicts are to run."""
    idle: tuple[str, ...]
    """Globs for fixtures that match none of those."""

    def notes(self, given: tuple[str, ...]) -> list[str]:
        """What a user should know, a sentence each; ``given``: the globs of this command line.

        A glob of the ini file may well match fixtures of tests that were not asked for.
        """
        told = [
            f"--repro-fixture={glob} matches no fixture of the project that a collected test uses"
            for glob in self.idle
            if glob in given
        ]
        if self.idle and not self.fixtures and not told:
            told = [f"repro_fixtures = {' '.join(self.idle)}: no collected test uses such a fixture"]
        return told

    def deselected(self) -> str:
        """What there would have been to check; nothing where something was selected."""
        if self.selected or not self.fixtures:
            return ""
        names = ", ".join(self.fixtures)
        return f"nothing was checked: the tests of {names} were deselected, and so were their verdicts"

    def unreached(self, judged: int) -> str:
        """What a session left undone that ended before its end, by ctrl-C or ``-x``."""
        left = self.selected - judged
        if left <= 0:
            return ""
        noun = "verdict" if self.selected == 1 else "verdicts"
        return f"{left} of {self.selected} {noun} not reached: the session ended before; run it again"

    def write(self, path: Path) -> None:
        write_whole(path, asdict(self))


def read_collected(path: Path) -> Collected | None:
    """None where collection did not come to its end."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    return Collected(tuple(data["fixtures"]), data["selected"], tuple(data["idle"]))
