"""How many calls and lines of a function are noted, and what is said of those that are not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pytest_repro.traces.calls import COVERED_CALLS, COVERED_LINES, MAX_CALLS, MAX_LINES, OPERATIONS, Calls
from pytest_repro.traces.digest import Digester
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.traces.streams import Streams
from pytest_repro.traces.trace import limits

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(tmp_path / FOLDER)


def noted(recorder: Recorder, operations: int, count: int) -> tuple[int, int]:
    """Calls and lines of a function of one line that does so many operations of torch."""
    calls = Calls(recorder, Digester(lambda cls: False), Streams(recorder))

    def step() -> tuple[bool, bool]:
        told, by_line = calls.entered(sys._getframe())
        calls.here.operations += operations
        if told:
            calls.left(sys._getframe(), None)
        return told, by_line

    told = [step() for _ in range(count)]
    return sum(call for call, _ in told), sum(line for _, line in told)


def test_where_operations_tell_what_happened_fewer_calls_and_lines_are_enough(
    recorder: Recorder, tmp_path: Path
) -> None:
    few = MAX_CALLS // COVERED_CALLS
    assert noted(recorder, OPERATIONS, few + 10) == (few, MAX_LINES // COVERED_LINES)
    recorder.close()
    lines, calls = limits(tmp_path)
    times = MAX_LINES // COVERED_LINES
    assert lines == f"only the first {times} executions of lines of noted.<locals>.step were traced"
    assert calls == f"only the first {few} calls of noted.<locals>.step were traced"


def test_where_few_operations_are_done_calls_and_lines_stay(recorder: Recorder) -> None:
    assert noted(recorder, OPERATIONS - 1, 500) == (500, MAX_LINES)


def test_a_function_whose_calls_were_all_noted_has_no_limit(recorder: Recorder, tmp_path: Path) -> None:
    noted(recorder, OPERATIONS, MAX_CALLS // COVERED_CALLS)
    recorder.close()
    assert [limit for limit in limits(tmp_path) if " calls " in limit] == []


def test_functions_that_ended_at_different_counts_share_a_sentence(
    recorder: Recorder, tmp_path: Path
) -> None:
    for name, count in (("f", 50), ("g", 2000), ("f", 70)):
        recorder.end_of(f"calls of {name}", count)
    recorder.close()
    assert limits(tmp_path) == ("only the first 50 to 2,000 calls of f, g were traced",)
