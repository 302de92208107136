"""What the session adds to the axes that a trial reports."""

from __future__ import annotations

from pytest_repro.counting import counted
from pytest_repro.model import Axis
from pytest_repro.session.axes import BOTH_ALONE, HELD, NOTHING_BEFORE, told_axes
from pytest_repro.sources import all_sources

PROCESS = tuple(name for name, source in all_sources().items() if source.level == "process")
AXES = (Axis("leaked-state", True, "set up alone"), Axis("clock", True, "later"))


def test_earlier_tests_are_left_out_only_where_there_were_some() -> None:
    assert told_axes(AXES, PROCESS, ["test_a.py::test_first"]) == tuple(sorted(AXES, key=lambda a: a.source))
    assert Axis("leaked-state", False, NOTHING_BEFORE) in told_axes(AXES, PROCESS, [])


def test_a_source_that_is_held_is_told_and_leaves_earlier_tests_out_of_both_trials() -> None:
    rest = [name for name in PROCESS if name != "clock"]
    told = told_axes(AXES[:1], rest, ["test_a.py::test_first"])
    assert told == (Axis("clock", False, HELD), Axis("leaked-state", False, BOTH_ALONE))


def test_one_of_a_kind_is_one() -> None:
    assert [counted(n, "file") for n in (0, 1, 2, 1200)] == ["0 files", "1 file", "2 files", "1,200 files"]
