"""Python that only its first line shows, and paths in which there is nothing to lint."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.analysis.reading.sources import module_name
from lint_rules.cli import main

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

DRAW = "import random\nx = random.random()\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "first",
    [
        "#!/usr/bin/env python",
        "#!/usr/bin/python3.11 -u",
        "#! /opt/my env/bin/python3",
        "#!/usr/bin/env -S uv run",
    ],
)
@pytest.mark.parametrize("name", ["run_me", "run.me", "notes.txt", "bin.d/train"])
def test_a_script_that_is_named_is_linted(folder: Path, first: str, name: str) -> None:
    write_files(folder, {name: f"{first}\n{DRAW}"})
    assert [(f.path, f.line, f.code) for f in lint([folder / name])] == [
        (f.name, 3, "REP101") for f in [folder / name]
    ]
    assert lint([folder]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run_me", f"#!/bin/sh\n{DRAW}"),
        ("run_me", f"#!/usr/bin/env pythonista\n{DRAW}"),
        ("run_me", DRAW),
        ("run_me", "\n#!/usr/bin/env python\n" + DRAW),
        ("stub.pyi", DRAW),
        ("Makefile", f"#!/usr/bin/env python\n{DRAW}"),
    ],
)
def test_what_is_no_script_is_not(folder: Path, name: str, text: str) -> None:
    write_files(folder, {name: text})
    assert lint([folder / name]) == []


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert lint([folder / "pipe"]) == []


def test_a_script_is_fixed_and_silenced_as_a_file_with_a_suffix_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "#!/usr/bin/env python\nimport os\nfiles = os.listdir('d')[-1]\nx = 1  # repro: ignore[REP101]\n"
    write_files(folder, {"run_me": text})
    assert main(["run_me", "--fix", "--unused-suppressions", "--no-cache"]) == 0
    assert (folder / "run_me").read_text() == text.replace("os.listdir('d')", "sorted(os.listdir('d'))")
    assert "run_me:4: there is nothing to silence for REP101" in capsys.readouterr().err
    write_files(folder, {"run_me": "#!/usr/bin/env python\nx = (\n"})
    assert main(["run_me", "--no-cache"]) == 1
    assert "run_me:2:5: REP000" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--diff"], ["--fix"], ["-q"]])
@pytest.mark.parametrize(
    ("paths", "named"),
    [
        (["notes.md"], "notes.md"),
        (["empty"], "empty"),
        (["gen", "--exclude", "*.py"], "gen"),
        (["notes.md", "empty"], "notes.md, empty"),
        ([*["notes.md"] * 3, "empty", "empty"], "notes.md, notes.md, notes.md and 2 more"),
    ],
)
def test_nothing_to_lint_is_a_warning(
    folder: Path, capsys: pytest.CaptureFixture[str], paths: list[str], named: str, options: list[str]
) -> None:
    write_files(folder, {"notes.md": "# notes\n", "gen/a.py": DRAW})
    (folder / "empty").mkdir()
    assert main([*paths, *options, "--no-cache"]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[0] == f"repro-lint: warning: no file to lint in {named}"
    assert told.out == ""


def test_where_something_is_linted_there_is_no_warning(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(folder, {"notes.md": "# notes\n", "sub/a.py": "x = 1\n"})
    assert main(["notes.md", "sub", "-q", "--no-cache"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.d/run_me", "a.d.run_me"), ("run_me", "run_me"), ("a/b.py", "a.b"), ("n.ipynb", "n.ipynb")],
)
def test_the_module_of_a_file_without_a_suffix(path: str, name: str) -> None:
    assert module_name(path) == (name, False)
