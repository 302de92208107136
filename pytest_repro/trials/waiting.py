"""Waits for what a trial gives, from whichever process: all that is known of one lies in its folder."""

from __future__ import annotations

import contextlib
import json
import signal
import time
from typing import TYPE_CHECKING, Protocol

from pytest_repro.errors import TrialError
from pytest_repro.trials.executor import ENDED_FILE, PID_FILE, end_group
from pytest_repro.trials.outcome import OUTCOME_FILE, Outcome, read_outcome
from pytest_repro.trials.session import OUTCOMES_FOLDER, PROGRESS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.trials.spec import Target

_POLL_SECONDS = 0.02


class Progress(Protocol):
    """Shows the user what is being waited for."""

    def step(self, text: str) -> None: ...

    def tick(self) -> None: ...


def wait_for(
    directory: Path, target: Target, limit: float, tick: Callable[[], None] = lambda: None
) -> Outcome:
    """The target's outcome in the trial that runs in ``directory``, from whichever process.

    Raises:
        TrialError: the trial ended without one, or showed no progress for ``limit`` seconds.
    """
    last_sign = time.time()
    while True:
        ended = _read_ended(directory)
        outcome = read_outcome(directory / OUTCOMES_FOLDER / target.folder)
        if outcome is not None:
            return outcome
        if ended is not None:
            raise TrialError(_account(ended))
        waits_for_room = not (directory / PID_FILE).exists()
        last_sign = time.time() if waits_for_room else max(last_sign, _sign_of_life(directory))
        if time.time() - last_sign > limit:
            end_trial(directory)
            raise TrialError(f"the trial hung: no result within {limit:g} s (raise it with --repro-timeout)")
        tick()
        time.sleep(_POLL_SECONDS)


def seconds_taken(directory: Path, target: Target) -> float:
    """From the start of the trial's process until the target's outcome was there; 0 if it never was."""
    try:
        started = (directory / PID_FILE).stat().st_mtime
        return (directory / OUTCOMES_FOLDER / target.folder / OUTCOME_FILE).stat().st_mtime - started
    except OSError:
        return 0.0


def _read_ended(directory: Path) -> dict[str, object] | None:
    try:
        data: dict[str, object] = json.loads((directory / ENDED_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return data


def _sign_of_life(directory: Path) -> float:
    try:
        return (directory / PROGRESS_FILE).stat().st_mtime
    except OSError:
        return 0.0


def end_trial(directory: Path) -> None:
    """End a trial and all that it started, if it runs."""
    with contextlib.suppress(OSError, ValueError):
        end_group(int((directory / PID_FILE).read_text()))


def _account(ended: dict[str, object]) -> str:
    """One line on how a trial ended without a result."""
    code, reason = ended["code"], ended["reason"]
    if reason != "ended":
        how = f"the trial {reason}"
    elif isinstance(code, int) and code < 0:
        how = f"the trial was killed by {signal.Signals(-code).name}"
    else:
        how = f"the trial ended with exit code {code} before the fixture returned"
    lines = [line.strip() for line in str(ended["tail"]).splitlines() if line.strip()]
    return f"{how}; it last printed: {lines[-1][:300]}" if lines else f"{how}; it printed nothing"
