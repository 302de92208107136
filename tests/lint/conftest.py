"""What the tests of the linter share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from lint_rules import Finding, lint
from lint_rules.checks import containing
from lint_rules.config import Config
from lint_rules.registry import all_rules
from lint_rules.rule import Example

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def written_examples(code: str, folder: Path) -> Iterator[Path]:
    """The examples of a rule, invalid and valid ones, each in a folder of its own."""
    rule = next(rule for rule in all_rules() if rule.code == code)
    for number, given in enumerate((*rule.invalid, *rule.valid)):
        example = given if isinstance(given, Example) else Example(given)
        write_files(folder / str(number), {**example.files, example.path: example.code})
        yield folder / str(number)


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
