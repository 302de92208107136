"""A proven line that no rule names by default: rules that have to be asked for are named as such."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.locate import with_opt_in
from pytest_repro.model import Cause, Finding, Site

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "import torch\n\n\ndef scatter(x, i, v):\n    return x.index_put_((i,), v, accumulate=True)\n"
RACE = Cause("kernel-race", "proven", "", "", (Site("train.py", 5, "scatter"),))


def test_rules_that_have_to_be_asked_for_are_named_where_no_other_is(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM)
    (cause,) = with_opt_in([RACE], tmp_path)
    assert [(f.code, f.path, f.line, f.opt_in) for f in cause.findings] == [("REP203", "train.py", 5, True)]


def test_suspects_other_sources_and_lines_that_have_a_rule_stay(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM)
    named = replace(RACE, findings=(Finding("REP204", "train.py", 5, "racing workers"),))
    causes = (replace(RACE, status="suspect"), replace(RACE, source="clock"), named)
    assert with_opt_in(causes, tmp_path) == causes


def test_a_line_of_a_file_that_is_gone_costs_nothing(tmp_path: Path) -> None:
    assert with_opt_in([RACE], tmp_path) == (RACE,)
