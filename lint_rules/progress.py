"""How far a long run is, on a terminal."""

from __future__ import annotations

import sys
import time

_PATIENCE = 2.0  # seconds before anything is said
_INTERVAL = 0.2


class Progress:
    """One line on standard error, overwritten as the run goes on and cleared at its end."""

    def __init__(self, wanted: bool, total: int) -> None:
        self._wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False
        self.begin(total)

    def begin(self, total: int) -> None:
        """The next part of the run has that many steps."""
        self._total = total
        self._done = 0

    def step(self, what: str) -> None:
        self._done += 1
        now = time.monotonic()
        if self._wanted and now >= self._next:
            self._next = now + _INTERVAL
            self._shown = True
            sys.stderr.write(f"\r\x1b[K{self._done} of {self._total} files {what}")
            sys.stderr.flush()

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
