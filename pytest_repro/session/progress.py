"""Says what is being waited for, once it takes longer than two seconds."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from pytest_repro.reports.text import printable, shorten

if TYPE_CHECKING:
    import pytest

_PATIENCE_SECONDS = 2.0
_REFRESH_SECONDS = 1.0
_ERASE = "\r\x1b[K"


class Progress:
    """A line that is rewritten on a terminal; a line for each new step elsewhere. Silent in xdist workers."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._silent = hasattr(config, "workerinput") or config.getoption("verbose", 0) < 0
        self._step = ""
        self._since = time.monotonic()
        self._shown = 0.0
        self._dirty = False

    @property
    def _writer(self) -> Any:
        """pytest's reporter, which is registered after us; None without a terminal."""
        return None if self._silent else self._config.pluginmanager.get_plugin("terminalreporter")

    def step(self, text: str) -> None:
        """What is being done from now on."""
        self._step, self._since, self._shown = text, time.monotonic(), 0.0

    def tick(self) -> None:
        """Called over and over while waiting."""
        now = time.monotonic()
        elapsed = now - self._since
        if elapsed < _PATIENCE_SECONDS or self._writer is None:
            return
        on_terminal = bool(self._writer.hasmarkup)
        if self._shown and not (on_terminal and now - self._shown > _REFRESH_SECONDS):
            return
        self._shown = now
        if on_terminal:
            # A line that wraps would not be erased: only its last row would.
            since = f" ({elapsed:.0f} s)"
            room = self._config.get_terminal_writer().fullwidth - len(since) - 1
            self._write(_ERASE + shorten(printable(f"repro: {self._step}"), room) + since)
            self._dirty = True
        else:
            self._write(printable(f"repro: {self._step}") + "\n", on_new_line=True)

    def done(self) -> None:
        if self._dirty:
            self._write(_ERASE)
            self._dirty = False

    def _write(self, text: str, on_new_line: bool = False) -> None:
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        with nullcontext() if capture is None else capture.global_and_fixture_disabled():
            if on_new_line:
                self._writer.ensure_newline()
            self._writer.write(text, flush=True)
