"""Bounds how many trials run at once, over all processes of a session (xdist workers too)."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator
    from pathlib import Path

GATE_FILE = "tests-done"
_POLL_SECONDS = 0.02


class Slots:
    """``count`` lock files in a folder; the system frees a dead process's locks.

    The processes of the user's own session, ``sessions`` of them, count until their tests are done.
    """

    def __init__(self, directory: Path, count: int, sessions: int = 1) -> None:
        self._directory = directory
        self._count = count
        self._sessions = sessions

    def open_gate(self) -> None:
        """The user's own tests are done: their place is free."""
        (self._directory / GATE_FILE).touch()

    def _usable(self) -> int:
        session_runs = not (self._directory / GATE_FILE).exists()
        return self._count - self._sessions if session_runs else self._count

    @contextlib.contextmanager
    def take(self, give_up: threading.Event) -> Generator[bool, None, None]:
        """Wait for a slot and hold it; gives False if ``give_up`` was set first."""
        while not give_up.is_set():
            for index in range(self._usable()):
                with (self._directory / f"slot-{index}").open("w") as file:
                    if locked(file):
                        yield True
                        return
            time.sleep(_POLL_SECONDS)
        yield False


def locked(file: object) -> bool:
    """Whether nobody held the lock of an open file; then this process does until it is closed."""
    if fcntl is None:  # pragma: no cover - Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except OSError:
        return False
    return True
