"""What the tests of the linter share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from lint_rules import Finding, lint
from lint_rules.checks import containing
from lint_rules.config import Config

if TYPE_CHECKING:
    from pathlib import Path

Linter = Callable[..., list[Finding]]


@pytest.fixture(autouse=True)
def faults_end_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the linter fails the test that meets it, although a user's run goes on."""
    monkeypatch.setattr(containing, "CONTAINED", ())


@pytest.fixture
def lint_files(tmp_path: Path) -> Linter:
    """Write files, given as path -> text, and lint them as a project of their own."""

    def run(files: dict[str, str], *paths: str, config: Config | None = None) -> list[Finding]:
        write_files(tmp_path, files)
        targets = [tmp_path / path for path in paths] or [tmp_path]
        return lint(targets, root=tmp_path, config=config or Config())

    return run


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
