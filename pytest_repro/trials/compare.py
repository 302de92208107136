"""Compares what a target gave in two trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.model import Mismatch
from pytest_repro.outputs import compare

if TYPE_CHECKING:
    from pytest_repro.fixture import Tolerance
    from pytest_repro.trials.outcome import Outcome


def differences(first: Outcome, second: Outcome, tolerance: Tolerance) -> tuple[Mismatch, ...]:
    """Every mismatch; a fixture that raises in one trial only is one of kind ``raised``.

    Two trials that raise the same differ in nothing; whether that passes is for the caller to say.
    """
    if first.status != second.status or first.status not in ("returned", "unsupported"):
        return _endings(first, second)
    if first.names != second.names:
        ours, theirs = (", ".join(outcome.names)[:300] for outcome in (first, second))
        return (Mismatch("", "recorded", ours, theirs),)
    pairs = zip(first.outputs(), second.outputs(), strict=True)
    return tuple(mismatch for pair in pairs for mismatch in compare(*pair, tolerance))


def _endings(first: Outcome, second: Outcome) -> tuple[Mismatch, ...]:
    if (first.status, first.message) == (second.status, second.message):
        return ()
    return (Mismatch("", "raised", _ending(first), _ending(second)),)


def _ending(outcome: Outcome) -> str:
    return "returned a value" if outcome.status == "returned" else f"{outcome.status}: {outcome.message}"
