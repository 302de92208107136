"""Where a trial was when it ended without an outcome, as its interpreter leaves it, and as it is read."""

from __future__ import annotations

import faulthandler
import os
import re
import signal
from typing import TYPE_CHECKING

from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.sites import Place, place_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_repro.interpose.sites import SiteFinder

# Bound now: in a trial it may give another number later.
_getpid = os.getpid

FAULTS_FILE = "faults.txt"
TELL = getattr(signal, "SIGRTMAX", signal.SIGUSR2)
"""Sent to a trial that hangs: it leaves its stacks and ends. A number that programs do not use."""


class FaultLog:
    """Has this interpreter write the stacks of all its threads to a file of the trial when it is ended.

    So it does for signals that are fatal, for ``TELL`` and for ``os._exit``.
    """

    def __init__(self, directory: Path) -> None:
        self._file = (directory / FAULTS_FILE).open("wb")
        self._process = _getpid()
        self._patches = Patches()

    def start(self) -> None:
        self.enable()
        faulthandler.register(TELL, file=self._file, chain=True)
        exit_now = os._exit

        def _exit(status: int) -> None:
            if _getpid() == self._process:  # forked workers end like this
                faulthandler.dump_traceback(self._file)
            exit_now(status)

        self._patches.set(os, "_exit", _exit)

    def enable(self) -> None:
        """Once more where somebody else has enabled it, to write elsewhere."""
        faulthandler.enable(self._file)

    def stop(self) -> None:
        self._patches.undo()
        faulthandler.unregister(TELL)


def place_of_fault(directory: Path, finder: SiteFinder) -> Place | None:
    """The user's line that was running when the trial ended; None if it left none.

    That of the thread which the signal met, otherwise of the oldest: the main one.
    """
    try:
        text = (directory / FAULTS_FILE).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    places = {current: place for current, place in _places(text, finder) if place is not None}
    return places.get(True) or places.get(False)


_THREAD = re.compile(r"(Current )?[Tt]hread.*\(most recent call first\):")
_FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')
_ESCAPE = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")


def _places(text: str, finder: SiteFinder) -> Iterator[tuple[bool, Place | None]]:
    """Of each thread of a dump, whether it was the current one, and the innermost line of the user's."""
    current, place = False, None
    for line in text.splitlines():
        if thread := _THREAD.fullmatch(line):
            yield current, place
            current, place = thread[1] is not None, None
        elif place is None and (frame := _FRAME.fullmatch(line)):
            file = _unescaped(frame[1])
            if finder.is_user_file(file):
                place = Place(file, int(frame[2]), _unescaped(frame[3]))
    yield current, place


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[0][2:], 16)), text)


def place_of_error(error: BaseException, finder: SiteFinder) -> Place | None:
    """The innermost line of the user's that an exception came through."""
    place, step = None, error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if finder.is_user_file(code.co_filename):
            place = place_in(code, step.tb_lineno)
        step = step.tb_next
    return place
