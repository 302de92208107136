"""Says what is being waited for, once it takes longer than two seconds."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

_PATIENCE_SECONDS = 2.0
_REFRESH_SECONDS = 1.0
_ERASE = "\r\x1b[K"


class Progress:
    """A line that is rewritten on a terminal; a line for each new step elsewhere. Silent in xdist workers."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        silent = reporter is None or hasattr(config, "workerinput") or config.getoption("verbose") < 0
        self._writer: Any = None if silent else reporter
        self._step = ""
        self._since = time.monotonic()
        self._shown = 0.0
        self._dirty = False

    def step(self, text: str) -> None:
        """What is being done from now on."""
        self._step, self._since, self._shown = text, time.monotonic(), 0.0

    def tick(self) -> None:
        """Called over and over while waiting."""
        now = time.monotonic()
        elapsed = now - self._since
        if self._writer is None or elapsed < _PATIENCE_SECONDS:
            return
        on_terminal = bool(self._writer.hasmarkup)
        if self._shown and not (on_terminal and now - self._shown > _REFRESH_SECONDS):
            return
        self._shown = now
        if on_terminal:
            self._write(f"{_ERASE}repro: {self._step} ({elapsed:.0f} s)")
            self._dirty = True
        else:
            self._writer.ensure_newline()
            self._write(f"repro: {self._step}\n")

    def done(self) -> None:
        if self._dirty:
            self._write(_ERASE)
            self._dirty = False

    def _write(self, text: str) -> None:
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        with nullcontext() if capture is None else capture.global_and_fixture_disabled():
            self._writer.write(text, flush=True)
