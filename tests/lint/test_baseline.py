"""`--baseline`: an old project starts clean, and what is new is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lint_rules.baseline import Baseline, entry_of
from lint_rules.model import Finding

from .conftest import write_files
from .test_cli import repro_lint

if TYPE_CHECKING:
    from pathlib import Path

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
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_entries_go_first_to_what_agrees_in_all() -> None:
    lines = ["a", "draw", "b", "draw", "c"]
    first, second = (Finding("a.py", n, 1, n, 2, "REP101", "n", "m") for n in (2, 4))
    baseline = Baseline((entry_of(second, lines),))
    assert baseline.compare([first, second], lambda finding: lines) == ([first], [])
