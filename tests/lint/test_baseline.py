"""`--baseline`: an old project starts clean, and what is new is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest

from lint_rules import lint
from lint_rules.baseline import Baseline, entry_of
from lint_rules.cli import main
from lint_rules.model import Finding

from .conftest import write_files
from .test_cli import repro_lint
from .test_notebooks import code, notebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tell: TypeAlias = "Callable[..., Told]"

DRAW = "x = random.random()\n"
OLD = f"import random\n\n{DRAW}\n\ndef f():\n    return random.choice([1, 2])\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path, {"a.py": OLD, "b.py": f"import random\n{DRAW}"})
    done = repro_lint(tmp_path, "--baseline", "known.json", "--write-baseline")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Wrote 3 findings to ")
    return tmp_path


def left(folder: Path, *options: str) -> list[str]:
    done = repro_lint(folder, "--baseline", "known.json", *options)
    assert done.returncode == bool(done.stdout)
    return [line.split(" ")[0] for line in done.stdout.splitlines()]


def test_what_is_known_is_not_told(project: Path) -> None:
    assert left(project) == []
    told = repro_lint(project, "--baseline", "known.json").stderr
    assert told == "Nothing new found (3 in the baseline).\n"


@pytest.mark.parametrize(
    "text",
    [
        f"# more\nimport os\n{OLD}",
        OLD.replace(DRAW, f"\n\n{DRAW}\n"),
        OLD.replace(DRAW, f"if True:\n    {DRAW}"),
        OLD.replace("def f", "y = 1\n\n\ndef f"),
        OLD.replace("import random\n", "import random\ny = 2\n").replace("def f", "z = 3\n\n\ndef f"),
        OLD.replace("\n", "\r\n"),
    ],
)
def test_edits_elsewhere_do_not_matter(project: Path, text: str) -> None:
    (project / "a.py").write_bytes(text.encode())
    assert left(project) == []


def test_new_findings_are_told(project: Path) -> None:
    write_files(project, {"a.py": OLD + "y = random.gauss()\n", "c.py": f"import random\n{DRAW}"})
    assert left(project) == ["a.py:8:5:", "c.py:2:5:"]


def test_one_more_of_the_same_line_is_new_and_it_is_the_one_without_its_neighbours(project: Path) -> None:
    write_files(project, {"a.py": OLD + f"\n\nz = 1\n{DRAW}"})
    assert left(project) == ["a.py:11:5:"]


def test_stale_entries_are_told_and_dropped(project: Path) -> None:
    write_files(project, {"a.py": OLD.replace(DRAW, "")})
    (project / "b.py").unlink()
    done = repro_lint(project, "--baseline", "known.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 entries are stale in " in done.stderr
    assert "a.py REP101, b.py REP101; --write-baseline drops them" in done.stderr
    assert repro_lint(project, "--baseline", "known.json", "--write-baseline").returncode == 0
    assert len(json.loads((project / "known.json").read_text())["findings"]) == 1
    assert "stale" not in repro_lint(project, "--baseline", "known.json").stderr


def test_what_was_not_linted_is_not_stale_and_stays(project: Path) -> None:
    assert "stale" not in repro_lint(project, "a.py", "--baseline", "known.json").stderr
    assert "stale" not in repro_lint(project, "--select", "REP5", "--baseline", "known.json").stderr
    before = (project / "known.json").read_text()
    repro_lint(project, "a.py", "--baseline", "known.json", "--write-baseline")
    assert (project / "known.json").read_text() == before


def test_the_setting_names_it_relative_to_its_file(project: Path) -> None:
    write_files(project, {"pyproject.toml": "[tool.repro-lint]\nbaseline = 'known.json'\n"})
    assert repro_lint(project).returncode == 0
    (project / "sub").mkdir()
    assert repro_lint(project / "sub", "..").returncode == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such baseline; --write-baseline makes it"),
        ("{", "is not valid JSON"),
        ("[]", "is no baseline: 'format' is not"),
        ('{"format": "repro-lint-baseline", "version": 9}', "has version 9, known is 1"),
        ('{"format": "repro-lint-baseline", "version": 1}', "'findings' is no list"),
        ('{"format": "repro-lint-baseline", "version": 1, "findings": [3]}', "3 is no entry"),
    ],
)
def test_what_is_no_baseline_is_an_error_of_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    write_files(tmp_path, {"a.py": OLD})
    if text is not None:
        (tmp_path / "known.json").write_text(text)
    done = repro_lint(tmp_path, "--baseline", "known.json")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_writing_needs_a_name(tmp_path: Path) -> None:
    done = repro_lint(tmp_path, "--write-baseline")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


def test_entries_go_first_to_what_agrees_in_all() -> None:
    lines = ["a", "draw", "b", "draw", "c"]
    first, second = (Finding("a.py", n, 1, n, 2, "REP101", "n", "m") for n in (2, 4))
    baseline = Baseline((entry_of(second, lines),))
    assert baseline.compare([first, second], lambda finding: lines) == ([first], [])


@dataclass(frozen=True)
class Told:
    status: int
    out: str
    err: str


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Runs the command on the folder, in this process, with a baseline."""
    monkeypatch.chdir(tmp_path)

    def run(*options: str) -> Told:
        status = main(["--baseline", "known.json", *options])
        said = capsys.readouterr()
        return Told(status, said.out, said.err)

    return run


def entries(folder: Path) -> list[dict[str, str]]:
    return list(json.loads((folder / "known.json").read_text())["findings"])


@pytest.mark.parametrize("fault", [b"def f(:\n", b"x = '\xff'\n"], ids=["syntax", "encoding"])
def test_a_file_that_cannot_be_linted_is_always_told(tmp_path: Path, told: Tell, fault: bytes) -> None:
    write_files(tmp_path, {"a.py": OLD})
    assert told("--write-baseline").status == 0
    known = entries(tmp_path)
    (tmp_path / "a.py").write_bytes(fault)
    broken = told()
    assert (broken.status, broken.out.count("REP000")) == (1, 1)
    assert "stale" not in broken.err
    for _ in range(2):
        written = told("--write-baseline")
        assert (written.status, written.out.count("REP000")) == (1, 1)
        assert entries(tmp_path) == known
    write_files(tmp_path, {"a.py": OLD})
    assert told().status == 0


def test_entries_that_say_that_a_file_cannot_be_linted_hide_nothing(tmp_path: Path, told: Tell) -> None:
    write_files(tmp_path, {"a.py": "def f(:\n"})
    (finding,) = lint([tmp_path])
    (tmp_path / "known.json").write_text(Baseline((entry_of(finding, ["def f(:"]),)).text())
    assert told().out.startswith("a.py:1:7: REP000")
    told("--write-baseline")
    assert entries(tmp_path) == []


def test_of_a_notebook_with_a_broken_cell_the_others_are_known_once(tmp_path: Path, told: Tell) -> None:
    draw, good = code("import random\nx = random.random()"), code("y = random.gauss()")
    write_files(tmp_path, {"n.ipynb": notebook(draw, good)})
    told("--write-baseline")
    before = entries(tmp_path)
    assert len(before) == 2
    write_files(tmp_path, {"n.ipynb": notebook(draw, code("y = ("))})
    told("--write-baseline")
    assert entries(tmp_path) == before
    assert told().out.count("\n") == 1
