"""The cache: what it reuses, what it does anew, and that nothing can spoil it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lint_rules.checks.python import PythonChecks
from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.resources import CACHE_NAME, Resources

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules import Finding

FILES = {
    "pyproject.toml": "",
    "data.py": "import numpy as np\n\ndef noise(n):\n    return np.random.randn(n)\n",
    "main.py": "import numpy as np\nimport data\n\nnp.random.seed(0)\ndata.noise(3)\n",
    "names.py": "def first(words):\n    x = set(words)\n    return list(x)[-1]\n",
    "plain.py": "x = 1\n",
    "broken.py": "def f(:\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path, FILES)
    age(tmp_path)
    return tmp_path


def age(folder: Path) -> None:
    """Files just written may change within a tick of the clock, so they are read again."""
    for number, path in enumerate(sorted(folder.glob("*.py"))):
        os.utime(path, ns=(10**18 + number, path.stat().st_mtime_ns - 10**11))


def lint(folder: Path, config: Config | None = None, *paths: str) -> list[Finding]:
    session = Session.open([folder / p for p in paths] or [folder], root=folder, config=config or Config())
    return replace(session, resources=Resources(cache=folder / CACHE_NAME)).lint()


def fresh(folder: Path) -> list[Finding]:
    return Session.open([folder], root=folder, config=Config()).lint()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was scanned and checked."""
    done: list[str] = []
    scan, check = PythonChecks.scan, PythonChecks.check

    def noted_scan(self: PythonChecks, path: Path, linted: bool) -> object:
        done.append(f"scan {path.name}")
        return scan(self, path, linted)

    def noted_check(self: PythonChecks, path: Path, answer: object) -> object:
        done.append(f"check {path.name}")
        return check(self, path, answer)  # type: ignore[arg-type]

    monkeypatch.setattr(PythonChecks, "scan", noted_scan)
    monkeypatch.setattr(PythonChecks, "check", noted_check)
    return done


def test_the_second_run_does_nothing_and_says_the_same(project: Path, work: list[str]) -> None:
    first = lint(project)
    assert first == fresh(project) and len(first) >= 2
    work.clear()
    assert lint(project) == first
    assert work == []


def test_a_change_elsewhere_lints_what_depends_on_it(project: Path, work: list[str]) -> None:
    assert not [f for f in lint(project) if f.path == "data.py"]
    (project / "main.py").write_text(FILES["main.py"].replace("np.random.seed(0)", "pass"))
    work.clear()
    second = lint(project)
    assert work == ["scan main.py", "check data.py", "scan data.py"]
    assert [f.code for f in second if f.path == "data.py"] == ["REP102"]
    assert second == fresh(project)


def test_a_change_that_alters_no_answer_lints_one_file(project: Path, work: list[str]) -> None:
    lint(project)
    (project / "plain.py").write_text("x = 2\n")
    work.clear()
    second = lint(project)
    assert work == ["scan plain.py"]
    assert second == fresh(project)


def test_a_new_and_a_deleted_file_count(project: Path) -> None:
    lint(project)
    (project / "main.py").unlink()
    assert [f.code for f in lint(project) if f.path == "data.py"] == ["REP102"]
    write_files(project, {"other.py": FILES["main.py"]})
    assert not [f for f in lint(project) if f.path == "data.py"]


def test_one_file_of_the_project(project: Path, work: list[str]) -> None:
    first = lint(project, None, "data.py")
    assert first == []
    work.clear()
    assert lint(project, None, "data.py") == [] and work == []
    (project / "main.py").write_text("x = 1\n")
    assert [f.code for f in lint(project, None, "data.py")] == ["REP102"]


def test_a_touched_file_is_the_same_file(project: Path, work: list[str]) -> None:
    lint(project)
    os.utime(project / "names.py", ns=(1, 1))
    work.clear()
    lint(project)
    assert work == []


def test_a_file_changed_in_the_same_tick_is_read_again(project: Path) -> None:
    before = lint(project)
    path = project / "names.py"
    about = path.stat()
    now = about.st_mtime_ns + 2 * 10**11
    text = path.read_text()
    os.utime(path, ns=(now, now))
    lint(project)
    path.write_text(text.replace("list(x)", "len(x) "))
    os.utime(path, ns=(now, now))
    assert path.stat().st_size == about.st_size
    assert lint(project) == fresh(project) != before


def test_configurations_do_not_mix(project: Path) -> None:
    every = lint(project)
    only = lint(project, Config(select=("REP000",)))
    assert {f.code for f in only} == {"REP000"} and only != every
    assert lint(project) == every


DAMAGES = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "noise": lambda data: b"\x00\xff" * 99,
    "another value": lambda data: data.replace(b"names.py", b"plain.py"),
    "list": lambda data: b"[]",
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_a_damaged_cache_is_made_anew(project: Path, damage: str, capfd: pytest.CaptureFixture[str]) -> None:
    first = lint(project)
    stored = sorted((project / CACHE_NAME).rglob("*.json"))
    assert len(stored) == 3
    for file in stored:
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert lint(project) == first
    assert lint(project) == first
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_cannot_be_written(project: Path) -> None:
    (project / CACHE_NAME).write_text("in the way")
    assert lint(project) == fresh(project)


def test_the_folder_keeps_itself_out_of_git(project: Path) -> None:
    lint(project)
    assert (project / CACHE_NAME / ".gitignore").read_text() == "*\n"


def test_runs_beside_each_other(project: Path) -> None:
    command = [sys.executable, "-m", "lint_rules", "-q", "."]
    runs = [
        subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = {run.communicate() for run in runs}
    assert len(said) == 1 and all(b"Traceback" not in err for _, err in said)
    assert not list((project / CACHE_NAME).rglob("*.draft"))


def test_options(project: Path) -> None:
    def run(*options: str) -> bytes:
        command = [sys.executable, "-m", "lint_rules", "-q", *options, "."]
        return subprocess.run(command, cwd=project, capture_output=True, check=False).stdout

    expected = run("--no-cache")
    assert not (project / CACHE_NAME).exists()
    assert run("--cache-dir", "elsewhere") == expected
    assert (project / "elsewhere" / ".gitignore").exists() and not (project / CACHE_NAME).exists()
    (project / "pyproject.toml").write_text('[tool.repro-lint]\ncache-dir = "third"\n')
    assert run() == expected
    assert (project / "third").is_dir()


def test_what_a_finished_run_needs_no_parser_for(project: Path) -> None:
    code = textwrap.dedent("""
        import sys
        from lint_rules.cli import main
        main(["-q", "data.py", "names.py"])
        print([m for m in ("libcst", "lint_rules.rule") if m in sys.modules])
    """)
    for expected in ("['libcst', 'lint_rules.rule']", "[]"):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == expected
