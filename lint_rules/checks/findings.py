"""From what a rule says to what the user gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.model import SYNTAX_ERROR, SYNTAX_ERROR_NAME, Finding

if TYPE_CHECKING:
    from lint_rules.analysis.reading.sources import UnreadableError
    from lint_rules.model import Fix, Span
    from lint_rules.rule import Problem, Rule


def finding_of(rule: type[Rule], path: str, problem: Problem, span: Span, fix: Fix | None) -> Finding:
    return Finding(path, *span, rule.code, rule.name, problem.message, problem.confidence, fix)


def unparsable(path: str, fault: UnreadableError) -> Finding:
    line, column = fault.line, fault.column
    return Finding(path, line, column, line, column + 1, SYNTAX_ERROR, SYNTAX_ERROR_NAME, fault.message)
