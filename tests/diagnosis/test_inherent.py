"""Which inherent source is blamed: the one without which trials agree."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.divergence import Divergence, Operation
from pytest_repro.diagnosis.flow import Root
from pytest_repro.diagnosis.inherent import Inherent, settle
from pytest_repro.traces.event import Key
from pytest_repro.trials.conditions import EXECUTED_FILE, PROGRAMS_FILE, RECORDING_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

GPU, RACE = "gpu-kernel", "kernel-race"


class Laboratory:
    """Trials agree once all of ``guilty`` are kept quiet."""

    def __init__(self, folder: Path, guilty: set[str], unused: str, sources: tuple[str, ...]) -> None:
        (folder / RECORDING_FOLDER).mkdir()
        (folder / RECORDING_FOLDER / f"{GPU}.json").write_text(json.dumps({"draws": [], "unused": unused}))
        self.recorded_spec = SimpleNamespace(directory=str(folder))
        self.planner = SimpleNamespace(sources=sources)
        self.summaries: list[object] = []
        self.everything: frozenset[object] = frozenset({"clock"})
        self.tried: list[list[str]] = []
        self.replayed: list[frozenset[object]] = []
        self._guilty = guilty

    def record(self, controlled: frozenset[str]) -> None:
        self.tried.append(sorted(controlled))

    def test(self, sets: list[frozenset[object]]) -> list[bool]:
        self.replayed.append(*sets)
        return [self._guilty <= {*self.tried[-1], *sets[0]}]


def settled(
    folder: Path, guilty: set[str], shape: str, unused: str = "", sources: tuple[str, ...] = (GPU, RACE)
) -> tuple[Inherent, list[list[str]]]:
    key = Key("operation", "", 0, "", "aten::index_add_", shape)
    laboratory: Any = Laboratory(folder, guilty, unused, sources)
    return settle(
        laboratory, Divergence((Operation(key, 0, ""),), (), (), (), (), 1), folder
    ), laboratory.tried


ON_GPU, ON_CPU = "float32[3] on cuda", "float32[3]"


@pytest.mark.parametrize(
    ("guilty", "shape", "unused", "blamed", "tried"),
    [
        ({GPU}, ON_GPU, "", [(GPU, "proven")], [[GPU]]),
        ({RACE}, ON_CPU, "", [(RACE, "proven")], [[RACE]]),
        ({RACE}, ON_GPU, "", [(RACE, "proven")], [[GPU], [RACE]]),
        ({GPU, RACE}, ON_GPU, "", [(GPU, "proven"), (RACE, "proven")], [[GPU], [RACE], [GPU, RACE]]),
        ({RACE}, ON_CPU, "this machine has no GPU", [(RACE, "proven")], [[RACE]]),
        ({"another"}, ON_CPU, "this machine has no GPU", [(RACE, "suspect")], [[RACE]]),
        ({"another"}, ON_GPU, "", [(GPU, "suspect")], [[GPU], [RACE], [GPU, RACE]]),
    ],
)
def test_what_is_blamed_and_what_is_tried(
    tmp_path: Path, guilty: set[str], shape: str, unused: str, blamed: list[Any], tried: list[list[str]]
) -> None:
    found, kept_quiet = settled(tmp_path, guilty, shape, unused)
    assert [(cause.source, cause.status) for cause in found.causes] == blamed
    assert kept_quiet == tried
    assert found.settled is (blamed[0][1] == "proven")


@pytest.mark.parametrize(
    ("guilty", "replayed", "alone"),
    [
        ({RACE, "seed"}, [set(), {"seed"}], False),
        ({RACE, "clock"}, [set(), {"seed"}, {"clock"}], False),
        ({RACE}, [set()], True),
    ],
)
def test_what_is_suspected_beside_a_race_is_tried_before_everything(
    tmp_path: Path, guilty: set[str], replayed: list[Any], alone: bool
) -> None:
    laboratory: Any = Laboratory(tmp_path, guilty, "no GPU", (RACE,))
    beside: Any = frozenset({"seed"})
    found = settle(laboratory, Divergence((), (), (), (), (), 1), tmp_path, beside=beside)
    assert (found.settled, found.alone, laboratory.replayed) == (True, alone, replayed)
    assert found.sufficed == (beside if len(replayed) == 2 else frozenset())


def test_what_is_not_to_be_varied_is_not_tried(tmp_path: Path) -> None:
    found, tried = settled(tmp_path, {GPU}, ON_GPU, sources=(RACE,))
    assert tried == [[RACE]]
    assert [(cause.source, cause.status) for cause in found.causes] == [(GPU, "suspect")]


def test_the_first_operation_is_told(tmp_path: Path) -> None:
    found, _ = settled(tmp_path, {GPU}, ON_GPU)
    assert "aten::index_add_: equal inputs, different output" in found.causes[0].explanation


RACING = """import optuna


def tune(objective):
    study = optuna.create_study()
    study.optimize(objective, n_jobs=2)
    return study
"""
NATIVE = "def tune(frame):\n    return frame.group_by()\n"


def settled_by_lines(
    folder: Path, text: str, sources: tuple[str, ...] = (RACE,), replayed: bool = False
) -> Inherent:
    """No operation was seen, only that values differ after the last line of the file's function."""
    file = folder / "tuning.py"
    file.write_text(text)
    last = len(text.splitlines())
    first = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("def "))
    laboratory: Any = Laboratory(folder, {"another"}, "no GPU", sources)
    ran = {"file": str(file), "function": "tune", "first": first, "last": last}
    (folder / RECORDING_FOLDER / EXECUTED_FILE).write_text(json.dumps([ran]))
    root = Root(str(file), last, last, "tune")
    return settle(laboratory, Divergence((), (root,), (root,), (root,), (), 1), folder, replayed)


def test_racing_workers_are_named_by_the_rule_and_not_where_it_shows(tmp_path: Path) -> None:
    (cause,) = settled_by_lines(tmp_path, RACING).causes
    assert [(site.path, site.line) for site in cause.sites] == [("tuning.py", 6)]
    assert [finding.code for finding in cause.findings] == ["REP204"]
    assert "values are first seen to differ at tuning.py:7" in cause.explanation


def test_what_one_thread_does_not_quieten_lies_inside_of_what_is_called(tmp_path: Path) -> None:
    (cause,) = settled_by_lines(tmp_path, NATIVE).causes
    assert (cause.status, [site.line for site in cause.sites]) == ("suspect", [2])
    assert "a random state of its own" in cause.explanation
    assert "maintain_order=True" in cause.fix


@pytest.mark.parametrize(
    ("asking", "part", "number"),
    [("child.pid % 1009", "pid", "child process"), ("server.getsockname()[1]", "", "free port")],
)
def test_a_number_that_the_kernel_gives_is_the_environments(
    asking: str, part: str, number: str, tmp_path: Path
) -> None:
    found = settled_by_lines(
        tmp_path, f"def tune(child, server):\n    return {asking}\n", (RACE, "environment"), replayed=True
    )
    (cause,) = found.causes
    assert (cause.source, cause.status, cause.part) == ("environment", "suspect", part)
    assert [(site.path, site.line) for site in cause.sites] == [("tuning.py", 2)]
    assert number in cause.explanation and "cannot be replayed" in found.note


def test_what_is_not_varied_is_no_suspect(tmp_path: Path) -> None:
    (cause,) = settled_by_lines(tmp_path, "def tune(child):\n    return child.pid\n").causes
    assert cause.source == RACE


CLASSES = """class Plugin:
    pass


PLUGINS = set()
PLUGINS.add(Plugin)


def tune():
    return list(PLUGINS)
"""


def test_an_order_that_no_replay_holds_is_that_of_addresses(tmp_path: Path) -> None:
    found = settled_by_lines(tmp_path, CLASSES, (RACE, "object-identity"), replayed=True)
    (cause,) = found.causes
    assert (cause.source, cause.status) == ("object-identity", "suspect")
    assert [(site.path, site.line) for site in cause.sites] == [("tuning.py", 10)]
    assert cause.findings and "bound methods" in found.note


@pytest.mark.parametrize(("sources", "replayed"), [((RACE, "object-identity"), False), ((RACE,), True)])
def test_an_order_is_not_put_down_to_addresses_where_it_may_be_anothers(
    tmp_path: Path, sources: tuple[str, ...], replayed: bool
) -> None:
    (cause,) = settled_by_lines(tmp_path, CLASSES, sources, replayed).causes
    assert cause.source == RACE


def test_a_program_of_which_nobody_knows_what_it_draws_is_the_suspect(tmp_path: Path) -> None:
    root = Root(str(tmp_path / "a.py"), 5, "train", 0)
    laboratory: Any = Laboratory(tmp_path, {"another"}, "", (GPU, RACE))
    (tmp_path / "a.py").write_text("import subprocess\nsubprocess.run(['shuf', 'a', '-o', 'b'])\n")
    started = [["shuf", [str(tmp_path / "a.py"), 2, "<module>"]]]
    (tmp_path / RECORDING_FOLDER / PROGRAMS_FILE).write_text(json.dumps(started))
    found = settle(laboratory, Divergence((), (root,), (root,), (root,), (), 1), tmp_path, replayed=True)
    (cause,) = found.causes
    assert (cause.source, cause.status) == ("os-entropy", "suspect")
    assert [(site.path, site.line) for site in cause.sites] == [("a.py", 2)]
    assert "a program that is not Python" in found.note
