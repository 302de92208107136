"""Texts that stand for files, and what is kept of earlier runs: neither may be taken for the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.resources import Resources

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

DRAW = "import random\nfrom helper import seed\nseed()\nx = random.random()\n"
SEEDS, IDLE = "import random\n\ndef seed():\n    random.seed(0)\n", "def seed():\n    pass\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path / "p", {"pyproject.toml": "", "main.py": DRAW, "helper.py": IDLE})
    return tmp_path / "p"


def lines(folder: Path, texts: dict[str, str] | None = None, *names: str) -> list[tuple[str, int]]:
    """What is found, with the cache that all runs of a test share."""
    given = {folder / name: text for name, text in (texts or {}).items()}
    paths = [folder / name for name in names] or [folder]
    session = Session.open(paths, root=folder, config=Config(select=("REP101",)), texts=given)
    found = replace(session, resources=Resources(cache=folder.parent / "cache")).lint()
    assert found == session.lint(), "what is kept changes nothing"
    return [(finding.path, finding.line) for finding in found]


def test_a_typed_text_is_linted_and_not_kept(project: Path) -> None:
    assert lines(project) == [("main.py", 4)]
    assert lines(project, {"main.py": f"\n{DRAW}"}) == [("main.py", 5)]
    assert lines(project) == [("main.py", 4)]
    assert lines(project, {"main.py": "x = 1\n"}, "main.py") == []
    assert lines(project, {"main.py": DRAW}, "main.py") == [("main.py", 4)]


def test_a_seed_that_is_only_typed_counts_for_other_files(project: Path) -> None:
    assert lines(project) == [("main.py", 4)]
    assert lines(project, {"helper.py": SEEDS}) == []
    assert lines(project, {"helper.py": SEEDS}, "main.py") == []
    assert lines(project) == [("main.py", 4)]
    assert lines(project, {"helper.py": f"{SEEDS}\n"}) == []
    assert lines(project, {"helper.py": f"{IDLE}\n"}) == [("main.py", 4)]


def test_a_text_of_a_file_that_is_not_there_yet(project: Path) -> None:
    (project / "helper.py").unlink()
    assert lines(project, {"helper.py": SEEDS}, "main.py", "helper.py") == []
    assert lines(project, {}, "main.py") == [("main.py", 4)]
