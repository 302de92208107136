"""Waits for what a trial gives, from whichever process: all that is known of one lies in its folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pytest_repro.errors import TrialError
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.model import Failure
from pytest_repro.trials.executor import ENDED_FILE, PID_FILE, end_group
from pytest_repro.trials.faults import TELL, place_of_fault
from pytest_repro.trials.outcome import OUTCOME_FILE, Outcome, read_outcome
from pytest_repro.trials.session import ITEM_MARK, OUTCOMES_FOLDER, PROGRESS_FILE
from pytest_repro.trials.spec import SPEC_FILE, TrialSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.trials.spec import Target

_POLL_SECONDS = 0.02
_LAST_WORDS_SECONDS = 5.0
_LINES = 10
_LINE_LENGTH = 300


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
            raise _nothing_from(directory, *_how(ended))
        waits_for_room = not (directory / PID_FILE).exists()
        last_sign = time.time() if waits_for_room else max(last_sign, _sign_of_life(directory))
        if time.time() - last_sign > limit:
            _stop(directory)
            hint = f"; no result within {limit:g} s (raise it with --repro-timeout)"
            raise _nothing_from(directory, "hung", hint)
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


def _stop(directory: Path) -> None:
    """End a trial that hangs, having it tell where it was."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((directory / PID_FILE).read_text()), TELL)
        await_end(directory)
    end_trial(directory)
    await_end(directory)


def await_end(directory: Path) -> None:
    """Wait until a trial has ended, for some seconds: files that it went without are there again then."""
    last = time.monotonic() + _LAST_WORDS_SECONDS
    while _read_ended(directory) is None and time.monotonic() < last:
        time.sleep(_POLL_SECONDS)


def _how(ended: dict[str, object]) -> tuple[str, str]:
    """How a trial ended without a result, and a hint."""
    code, reason = ended["code"], str(ended["reason"])
    if reason != "ended":
        return reason, ""
    if not isinstance(code, int) or code >= 0:
        return f"ended with exit code {code}", ""
    hint = "; the kernel does so where memory runs out" if code == -signal.SIGKILL else ""
    return f"was killed by {signal.Signals(-code).name}", hint


def _nothing_from(directory: Path, how: str, hint: str) -> TrialError:
    """What there is to say of a trial that gave no outcome."""
    spec = TrialSpec.read(directory / SPEC_FILE)
    finder = SiteFinder(Path(spec.invocation.root))
    place = place_of_fault(directory, finder)
    failure = Failure(
        trial=spec.purpose,
        what=how,
        fixture=_fixture_under_way(directory),
        site=finder.site(place) if place is not None else None,
        printed=_last_printed(directory),
    )
    fixture = f" in the fixture {failure.fixture}" if failure.fixture else ""
    line = f" at {failure.site.path}:{failure.site.line}" if failure.site else ""
    last = f"; it last printed: {failure.printed[-1]}" if failure.printed else "; it printed nothing"
    return TrialError(f"{spec.purpose} trial: the trial {how}{fixture}{line}{hint}{last}", failure)


def _fixture_under_way(directory: Path) -> str:
    try:
        return str(json.loads((directory / PROGRESS_FILE).read_text(encoding="utf-8"))["fixture"])
    except OSError:
        return ""


def _last_printed(directory: Path) -> tuple[str, ...]:
    """By the item that was under way, where there was one."""
    ended = _read_ended(directory)
    printed = str(ended["tail"]).rpartition(ITEM_MARK)[2] if ended else ""
    lines = [line.strip()[:_LINE_LENGTH] for line in printed.splitlines() if line.strip()]
    return tuple(lines[-_LINES:])
