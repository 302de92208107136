"""How trials are chosen that are to show whether the order of a set matters."""

from __future__ import annotations

import functools
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.session import repeats
from pytest_repro.sources.hash_seed import orders
from pytest_repro.traces.labels import Label
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.trials.conditions import EXECUTED_FILE, RECORDING_FOLDER
from pytest_repro.trials.planner import Planner
from pytest_repro.trials.spec import Invocation

if TYPE_CHECKING:
    from pytest_repro.trials.spec import TrialSpec

PAIR = ("ham", "spam")
TEXT = "def labels(rows):\n    return list({row for row in rows})\n"


class Executor:
    """Runs nothing. A trial that is traced has met the two strings and come to the flagged line."""

    def __init__(self, file: Path) -> None:
        self.specs: list[TrialSpec] = []
        self._file = file

    def submit(self, spec: TrialSpec) -> None:
        self.specs.append(spec)
        folder = Path(spec.directory)
        (folder / RECORDING_FOLDER).mkdir()
        ran = [{"file": str(self._file), "function": "labels", "first": 1, "last": 2}]
        (folder / RECORDING_FOLDER / EXECUTED_FILE).write_text(json.dumps(ran))
        if spec.trace:
            recorder = Recorder(folder / FOLDER)
            recorder.labels = [Label(True, PAIR)]
            recorder.close()


def seed(spec: TrialSpec) -> int:
    return next(int(c.settings["seed"]) for c in spec.conditions if c.source == "hash-seed")


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[TrialSpec]:
    """The trials of a fixture that agrees each time."""
    file = tmp_path / "vocabulary.py"
    file.write_text(TEXT)
    module = ModuleType("vocabulary")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "vocabulary", module)
    monkeypatch.setattr(repeats, "wait_for", lambda *args: "agreed")
    monkeypatch.setattr(repeats, "seconds_taken", lambda *args: 0.0)
    invocation = Invocation((), str(tmp_path), str(tmp_path), (), (), dict(os.environ))
    planner = Planner(tmp_path / "trials", invocation, ("hash-seed",), None)
    executor: Any = Executor(file)
    progress: Any = SimpleNamespace(step=lambda text: None, tick=lambda: None)
    target: Any = SimpleNamespace(name="model")
    chosen = repeats.Repeats(executor, progress, tmp_path, ("hash-seed",), 6)
    list(chosen.run(target, functools.partial(planner.varied, "perturbed again", ()), 9.0, {}))
    specs: list[TrialSpec] = executor.specs
    return specs


def test_sets_have_another_order_than_in_the_first_of_them(ran: list[TrialSpec]) -> None:
    first, *more = ran
    assert first.trace and first.record and not any(spec.trace for spec in more)
    assert len(more) == 6
    assert all(orders(seed(spec), (PAIR,)) != orders(seed(first), (PAIR,)) for spec in more)
