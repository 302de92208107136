"""What is done where traced trials agree, although the user's session differed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis import observing
from pytest_repro.diagnosis.laboratory import Traced
from pytest_repro.diagnosis.proposal import Reading
from pytest_repro.traces.event import Key
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

ADD = Key("operation", "train.py", 7, "fit", "aten::index_put_", "float32[3]")
COUNT = Key("operation", "train.py", 5, "fit", "aten::index_put_", "int64[3], int64[9]")
CUMULATE = Key("operation", "train.py", 6, "fit", "aten::cumsum", "float32[3]")
"""Races on a GPU."""
MULTIPLY = Key("operation", "train.py", 8, "fit", "aten::mul", "float32[3]")


class Laboratory:
    """Its traced trials agree; one that is not traced does unless threads race."""

    everything: frozenset[Any] = frozenset()
    fixed: frozenset[Any] = frozenset()
    earlier = ()
    target = SimpleNamespace(name="fit")

    def __init__(self, folder: Path, keys: list[Key], racing: bool) -> None:
        self._folder = folder
        self.traced = 0
        self.untraced = 0
        self._racing = racing
        self.recorded = 0
        recorder = Recorder(folder / FOLDER)
        for key in keys:
            recorder.add(recorder.number(key, key), 0, bytes(16), bytes(16), None)
        recorder.close()

    def recorded_trace(self) -> Trace:
        return Trace(self._folder)

    def only(self, varied: frozenset[Any]) -> Traced:
        self.traced += 1
        return Traced(True, SimpleNamespace())  # type: ignore[arg-type]

    def again(self) -> Traced:
        self.traced += 1
        return Traced(True, self._folder)

    def record(self, trace: bool) -> None:
        self.recorded += not trace

    def test(self, sets: list[frozenset[Any]]) -> list[bool]:
        self.untraced += 1
        return [not self._racing]


@pytest.fixture(autouse=True)
def nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing, "_read", lambda *args: Reading.empty(frozenset()))


def naming(scatters: bool = False) -> Any:
    """What a recording shows of operations that varied trials put in another order."""
    return SimpleNamespace(evidence=SimpleNamespace(scatters=lambda: scatters))


@pytest.mark.parametrize(("scatters", "traced"), [(False, 1), (True, 0)])
def test_a_race_that_shows_only_where_nobody_looks_on(tmp_path: Path, scatters: bool, traced: int) -> None:
    pytest.importorskip("torch")
    laboratory: Any = Laboratory(tmp_path, [MULTIPLY, COUNT, CUMULATE, ADD], racing=True)
    reading = observing.vary_everything(laboratory, naming(scatters), 2)
    assert reading is not None and reading.inherent
    (operation,) = reading.divergence.operations
    assert (operation.key, laboratory.traced, laboratory.untraced) == (ADD, traced, 1)
    assert "known for it" in str(operation) and "different output" not in str(operation)


@pytest.mark.parametrize(("keys", "untraced"), [([MULTIPLY], 1), ([], 0)])
def test_an_agreement_is_put_down_to_chance_so_often(tmp_path: Path, keys: list[Key], untraced: int) -> None:
    laboratory: Any = Laboratory(tmp_path, keys, racing=False)
    assert observing.vary_everything(laboratory, naming(), 2) is None
    assert (laboratory.traced, laboratory.untraced) == (3, untraced)


@pytest.mark.parametrize(
    ("certain", "differed", "traced"), [(True, True, 1), (True, False, 3), (False, True, 3)]
)
def test_where_only_lines_that_drew_differ_an_agreement_by_chance_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certain: bool, differed: bool, traced: int
) -> None:
    reading = Reading.empty(frozenset({Atom("os-entropy")}))
    reading = replace(reading, proposals=(replace(reading.proposals[0], certain=certain),))
    monkeypatch.setattr(observing, "_read", lambda *args: reading)
    laboratory: Any = Laboratory(tmp_path, [], racing=False)
    found = observing.vary_everything(laboratory, naming(), 2, differed)
    assert (found is reading, laboratory.traced) == (traced == 1, traced)


def test_where_a_trace_changes_the_outputs_another_trial_is_recorded_without_one(tmp_path: Path) -> None:
    line = Key("line", "train.py", 7, "fit", "")
    laboratory: Any = Laboratory(tmp_path, [line], racing=True)
    assert observing.run_again(laboratory) is None
    assert (laboratory.untraced, laboratory.traced, laboratory.recorded) == (1, 1, 1)


@pytest.mark.parametrize(("differs", "untraced"), [(True, 0), (False, 1)])
def test_where_a_race_is_known_a_trace_is_taken_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, differs: bool, untraced: int
) -> None:
    pytest.importorskip("torch")
    laboratory: Any = Laboratory(tmp_path, [MULTIPLY, ADD], racing=False)
    monkeypatch.setattr(laboratory, "again", lambda: Traced(not differs, tmp_path))
    divergence = observing.run_again(laboratory)
    assert (divergence is not None, laboratory.untraced) == (differs, untraced)


def test_outputs_that_agree_untraced_need_no_trace(tmp_path: Path) -> None:
    laboratory: Any = Laboratory(tmp_path, [MULTIPLY], racing=False)
    assert observing.run_again(laboratory) is None
    assert (laboratory.untraced, laboratory.traced, laboratory.recorded) == (1, 0, 0)


@pytest.mark.parametrize("certain", [True, False])
def test_beneath_what_is_replayed_an_agreement_may_be_chance_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certain: bool
) -> None:
    reading = Reading.empty(frozenset({Atom("python-random")}))
    reading = replace(reading, proposals=(replace(reading.proposals[0], certain=certain),))
    monkeypatch.setattr(observing, "_read", lambda *args: reading)
    laboratory: Any = Laboratory(tmp_path, [], racing=False)
    found = observing.unmask(laboratory, naming(), frozenset({Atom("clock")}))
    assert (found is reading) is certain
