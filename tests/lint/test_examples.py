"""Every rule against its own examples: silent on the valid ones, exact to the line on the invalid ones."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.config import Config
from lint_rules.registry import all_rules
from lint_rules.rule import Example, Rule, SourceRule

from .conftest import write_files
from .more import CODES, more_examples

if TYPE_CHECKING:
    from pathlib import Path

MARK = "# <- here"


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in all_rules()
        for number, example in enumerate((*getattr(rule, kind), *more_examples(rule.code, kind)), 1)
    ]


def reported_lines(rule: type[Rule], example: Example | str, folder: Path) -> tuple[list[int], str]:
    if isinstance(example, str):
        path = "example.py" if issubclass(rule, SourceRule) else "requirements.txt"
        example = Example(example, path=path)
    text = textwrap.dedent(example.code)
    write_files(folder, {**example.files, example.path: text})
    findings = lint([folder / example.path], root=folder, config=Config(select=(rule.code,)))
    assert {finding.code for finding in findings} <= {rule.code}, findings
    assert all(finding.message and finding.path == example.path for finding in findings)
    return [finding.line for finding in findings], text


@pytest.mark.parametrize(("rule", "example"), examples("valid"))
def test_silent_on_valid_example(rule: type[Rule], example: Example | str, tmp_path: Path) -> None:
    lines, text = reported_lines(rule, example, tmp_path)
    assert lines == [], text


@pytest.mark.parametrize(("rule", "example"), examples("invalid"))
def test_reports_the_marked_lines(rule: type[Rule], example: Example | str, tmp_path: Path) -> None:
    lines, text = reported_lines(rule, example, tmp_path)
    expected = [number for number, line in enumerate(text.split("\n"), 1) if MARK in line]
    assert expected, "an invalid example marks the lines to be reported"
    assert lines == expected, text


def test_more_examples_are_of_rules_that_there_are() -> None:
    assert {rule.code for rule in all_rules()} > CODES
