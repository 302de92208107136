"""What earlier tests and imports left behind in the process."""

from __future__ import annotations

from pytest_repro.source import Source


class LeakedState(Source):
    """Varied by what the target runs after: nothing in a trial of its own, else the session's earlier tests.

    The engine does that through the trial's list of earlier items; nothing need be patched.
    """

    id = "leaked-state"
    explanation = "the value depends on what earlier tests or imports of the same session left behind"
    fix = (
        "build the state inside the fixture, or restore it after the test that changes it (monkeypatch does)"
    )
    traced = False
    in_children = False
    suspicion = 6

    def detail(self) -> str:
        return "set up alone, without the session's earlier tests"
