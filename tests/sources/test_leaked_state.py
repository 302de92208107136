"""What earlier tests leave behind: varied by what runs before, so the trial itself does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.sources.leaked_state import LeakedState

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench


def test_nothing_is_patched_and_nothing_recorded(bench: Callable[..., Bench]) -> None:
    made = bench("def alone():\n    return 1\n", sources=("leaked-state",))
    recorded, varied = made.record(), made.vary()
    assert recorded.answers == varied.answers == {"alone": 1}
    assert recorded.left == varied.left == []
    assert recorded.recording("leaked-state") == {"draws": []}
    assert varied.axes == [["leaked-state", True, "set up alone, without the session's earlier tests"]]
    assert not LeakedState.traced
