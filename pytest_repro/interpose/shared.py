"""Files that the user's session and the perturbed trial both have a hand in.

The two run at once and in one folder: what one writes as a result the other may read, and outputs that were
made of one file agree whatever made it. Each leaves a mark for a file when it opens it to write, as old as
the last time, and looks at the other's mark when it reads.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.overlay import file_key, result_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_repro.model import Json

PERTURBED = "perturbed"
"""The folder of the trial that runs beside the session, in the session's."""
PRIVATE = "private"
_WRITTEN, _MIXED = "written", "mixed.log"
_MARGIN = 2.0
"""Seconds for which a file that is being written may be held open: who opens it then, too, may spoil it."""


class Shared:
    """What is known of it lies in the session's folder, for all processes of both."""

    def __init__(self, session: Path) -> None:
        self._written = session / _WRITTEN
        self._trials = session / PERTURBED / PRIVATE
        self._log = session / _MIXED
        self._noted: set[str] = set()

    def session_writes(self, name: str) -> None:
        self._written.mkdir(exist_ok=True)
        self._mark(name).touch()

    def session_reads(self, name: str) -> None:
        """Note the file, if what is read now may be what the trial has written."""
        if name not in self._noted and _spoilt(self._mark(name), result_mark(self._trials, name), 0.0):
            self._note(name)

    def trial_reads(self, name: str, began: float) -> None:
        """The same of a result of the trial's own; ``began``: when the trial did.

        What the session had written before that the trial has replaced.
        """
        if name not in self._noted and _spoilt(result_mark(self._trials, name), self._mark(name), began):
            self._note(name)

    def written_by_session(self, name: str) -> bool:
        return self._mark(name).exists()

    def mixed(self) -> set[str]:
        """Files that one of the two has read as the other may have written them."""
        return set(values(self._log))

    def made_by_both_for_want(self) -> list[str]:
        """Files that the trial has looked for, not found, and made, as the session has: sorted. Whoever comes
        later finds them.
        """
        marks = self._trials.glob("*.missed")
        names = (mark.read_text("utf-8", "surrogateescape") for mark in marks)
        return sorted(name for name in names if self.written_by_session(name))

    def _mark(self, name: str) -> Path:
        return self._written / file_key(name)

    def _note(self, name: str) -> None:
        self._noted.add(name)
        note(self._log, name)


def _spoilt(own: Path, others: Path, since: float) -> bool:
    theirs = changed(others)
    return theirs >= since and theirs > 0.0 and theirs >= changed(own) - _MARGIN


def changed(file: Path) -> float:
    """When a file last was, in seconds since 1970; 0 where there is none."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def note(log: Path, value: Json) -> None:
    """Add a line to a log that several processes write."""
    # A child may outlive the trial, and its folder: that is not to end it.
    with contextlib.suppress(FileNotFoundError), log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def values(log: Path) -> Iterator[Any]:
    """The lines of a log; none where there is no log."""
    with contextlib.suppress(OSError):
        yield from map(json.loads, log.read_text(encoding="utf-8").splitlines())
