"""Projects of real shape, a folder each in `tests/lint/data/manifests`: all findings of REP5, and no other.

A file `expected` lists them: `path:line CODE`, one a line, in any order, with `#` comments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules import lint
from lint_rules.config import Config

DATA = Path(__file__).parents[1] / "data" / "manifests"
PROJECTS = sorted(path.parent.name for path in DATA.glob("*/expected"))


def expected(folder: Path) -> list[str]:
    lines = (folder / "expected").read_text(encoding="utf-8").splitlines()
    return sorted(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@pytest.mark.parametrize("project", PROJECTS)
def test_project(project: str) -> None:
    folder = DATA / project
    findings = lint([folder], root=folder, config=Config(select=("REP5",)))
    assert sorted(f"{f.path}:{f.line} {f.code}" for f in findings) == expected(folder)


def test_every_folder_says_what_it_expects() -> None:
    assert [path.name for path in sorted(DATA.iterdir()) if not (path / "expected").is_file()] == []
    assert len(PROJECTS) > 1
