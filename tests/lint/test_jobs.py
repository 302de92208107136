"""Several processes find what one finds, in the same order."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import libcst as cst
import pytest

from lint_rules import resources
from lint_rules.analysis.project.answers import Answers
from lint_rules.analysis.project.callgraph import Project
from lint_rules.analysis.project.questions import OF_DEFINITIONS, Question
from lint_rules.checks.python import PythonChecks
from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.errors import LintError
from lint_rules.jobs.crew import Crew
from lint_rules.resources import Resources

from .conftest import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lint_rules import Finding
    from lint_rules.analysis.project.questions import Answer

DRAW = """
import numpy as np

def noise(n):
    names = set(n)
    for x in names:
        yield np.random.randn(x)
"""


def project(folder: Path, files: int) -> None:
    write_files(folder, {f"pkg/m{n}.py": DRAW for n in range(files)})
    seeded = "import numpy as np\nfrom pkg import m1\n\nnp.random.seed(0)\nm1.noise([])\n"
    broken = {"broken.py": "def f(:\n", "null.py": "x = 1\n\0"}
    write_files(folder, {"pyproject.toml": "", "main.py": seeded, **broken})


def lint(folder: Path, jobs: int) -> list[Finding]:
    session = Session.open([folder], root=folder)
    object.__setattr__(session, "resources", Resources(jobs))
    return session.lint()


@pytest.mark.parametrize("jobs", [2, 3])
def test_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    project(tmp_path, 30)
    alone = lint(tmp_path, 1)
    assert {finding.code for finding in alone} >= {"REP000", "REP102", "REP301"}
    assert not [f for f in alone if f.path == "pkg/m1.py" and f.code == "REP102"]
    monkeypatch.setattr(resources, "FEW_FILES", 10)
    assert lint(tmp_path, jobs) == alone


def test_what_asks_of_seeds_is_checked_last_and_the_rest_largest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = "def f(names):\n    return list(set(names))\n"
    files = {"a.py": DRAW, "b.py": sets, "c.py": sets + "# much longer\n", "d.py": DRAW + "# longer\n"}
    write_files(tmp_path, files)
    crew = Crew(1, tmp_path, Config())
    order: list[str] = []
    monkeypatch.setattr(crew, "_work", lambda task, own, *_: order.extend(n for b in own[0] for n in b) or ())
    paths = [tmp_path / name for name in files]
    try:
        assert list(crew.check(paths, lambda question: None, {paths[0], paths[3]}, lambda: None)) == []
    finally:
        crew.close()
    assert [name.rpartition(os.sep)[2] for name in order] == ["c.py", "b.py", "d.py", "a.py"]


class Member:
    """Asks one question for each file."""

    def order(self, task: str, names: list[str], answer: Callable[[Question], Answer]) -> Iterator[Any]:
        for name in names:
            answer(Question(name, "a.py"))
            yield name, [[], []]

    def close(self) -> None:
        pass


def test_while_answers_are_prepared_those_that_need_none_of_it_are_given(tmp_path: Path) -> None:
    crew = Crew(0, tmp_path, Config())
    crew._members = [Member(), Member(), Member()]  # type: ignore[list-item]
    early, answered = {"is-set", "returns-set"}, []

    def prepare(pause: Callable[[], None]) -> None:
        deadline = time.monotonic() + 60
        while len(answered) < 2 and time.monotonic() < deadline:
            pause()
        answered.append("prepared")

    paths = [Path(name) for name in ("is-seeded", *sorted(early))]
    assert len(list(crew.check(paths, lambda question: answered.append(question.kind), paths, prepare))) == 3
    assert {*answered[:2]} == early
    assert answered[2:] == ["prepared", "is-seeded"]


def test_who_waits_for_what_cannot_be_prepared_is_let_go(tmp_path: Path) -> None:
    crew = Crew(0, tmp_path, Config())
    crew._members = [Member()]  # type: ignore[list-item]
    path, asked = Path("is-seeded"), threading.Event()

    def prepare(pause: Callable[[], None]) -> None:
        raise RecursionError("too deep")

    with pytest.raises(RecursionError, match="too deep"):
        list(crew.check([path], lambda question: asked.set(), [path], prepare))
    assert asked.wait(60)


def test_what_is_answered_early_needs_nothing_that_is_being_prepared(tmp_path: Path) -> None:
    """Nor may it, since in a pause that is half done."""
    project(tmp_path, 3)
    checks = PythonChecks(tmp_path, Config(), {})
    scanned = [checks.scan(path, linted=True) for path in sorted(tmp_path.glob("pkg/*.py"))]
    answers = Answers(Project(lambda: [one.facts for one in scanned if one.facts is not None]), tmp_path)
    for kind in sorted(OF_DEFINITIONS - {"insists-on-hash-seed"}):
        answers(Question(kind, "pkg/m1.py", (".noise",)))
    answers(Question("insists-on-hash-seed", "pkg/m1.py"))
    assert not {"_own", "_callers", "_executors"} & {*vars(answers.project), *vars(answers.seeding)}
    answers.prepare(lambda: None)
    assert {"_own", "_callers"} <= {*vars(answers.project), *vars(answers.seeding)}


def test_few_files_stay_in_one_process() -> None:
    assert Resources(8).processes(3) == 1
    assert Resources(8).processes(5000) == 8


def test_a_process_that_dies_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, 12)
    monkeypatch.setattr(resources, "FEW_FILES", 10)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(LintError, match="ended with status 1"):
        lint(tmp_path, 2)


def test_output_is_the_same_under_any_hash_seed_and_number_of_processes(tmp_path: Path) -> None:
    project(tmp_path, resources.FEW_FILES)
    said = set()
    for seed, jobs in (("0", "1"), ("1", "2"), ("2", "1")):
        command = [sys.executable, "-m", "lint_rules", "--no-cache", "-q", "-j", jobs, "."]
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        said.add(subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, check=False).stdout)
    assert len(said) == 1
    assert b"REP102" in said.pop()


def test_trees_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command turns the collector off, and the rules of a file hold each other and its tree."""
    monkeypatch.setattr("lint_rules.jobs.alone._YOUNG", 0)
    text = "def f(names):\n    return list(set(names))\n"
    write_files(tmp_path, {f"a{number}.py": text for number in range(8)})
    gc.collect()
    gc.disable()
    try:
        assert len(lint(tmp_path, 1)) == 8
        trees = sum(type(thing) is cst.Module for thing in gc.get_objects())
    finally:
        gc.enable()
    assert trees <= 2
