"""Every fix of every rule's examples: the result parses, is clean for the rule, and is stable."""

from __future__ import annotations

import ast
import sys
import textwrap
from pathlib import Path

import pytest

from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.fixing.rounds import fix
from lint_rules.fixing.texts import mended
from lint_rules.registry import all_rules
from lint_rules.rule import Example, ManifestRule, Rule

from .conftest import write_files
from .test_examples import examples

# Rules of which at least one example must be fixed.
FIXING = {"REP104", "REP105", "REP302", "REP501", "REP502", "REP503"}


def opened(rule: type[Rule], example: Example | str, folder: Path) -> tuple[Session, Path]:
    if isinstance(example, str):
        path = "requirements.txt" if issubclass(rule, ManifestRule) else "example.py"
        example = Example(example, path=path)
    write_files(folder, {**example.files, example.path: textwrap.dedent(example.code)})
    target = folder / example.path
    config = Config(select=(rule.code,), environment=Path(sys.prefix))
    return Session.open([target], root=folder, config=config), target


FIXABLE = [case for case in examples("invalid") if case.values[0].has_fix()]


@pytest.mark.parametrize(("rule", "example"), FIXABLE)
def test_fixed_examples(rule: type[Rule], example: Example | str, tmp_path: Path) -> None:
    session, path = opened(rule, example, tmp_path)
    fixable = [finding for finding in session.lint() if finding.fix is not None]
    if not fixable:
        return
    before = path.read_text(encoding="utf-8")
    for finding in fixable:
        text, done = mended(path.name, before, [finding])
        assert done == [finding], "every fix can be applied on its own"
        assert text != before
    outcome = fix(session, unsafe=True)
    assert [f for f in outcome.findings if f.fix is not None] == []
    (_, after) = (outcome.changed or {})[path]
    if path.suffix == ".py":
        ast.parse(after)
    assert path.read_text(encoding="utf-8") == before, "nothing is written"
    path.write_text(after, encoding="utf-8")
    again = fix(session, unsafe=True)
    assert not again.changed
    assert len(again.findings) == len(outcome.findings) < len(outcome.fixed) + len(outcome.findings)


@pytest.mark.parametrize("code", sorted(FIXING))
def test_the_rules_that_fix_have_examples(code: str, tmp_path: Path) -> None:
    (rule,) = [rule for rule in all_rules() if rule.code == code]
    sessions = [opened(rule, example, tmp_path)[0].lint() for example in rule.invalid]
    assert any(finding.fix is not None for found in sessions for finding in found)


def test_a_rule_with_a_fix_says_how_safe_it_is(tmp_path: Path) -> None:
    for rule in all_rules():
        for number, example in enumerate(rule.invalid):
            found = opened(rule, example, tmp_path / f"{rule.code}-{number}")[0].lint()
            if any(finding.fix is not None for finding in found):
                assert "## Fix safety" in (rule.__doc__ or ""), rule.code
                break
