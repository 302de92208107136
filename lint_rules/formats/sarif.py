"""SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lint_rules.catalogue import catalogue
from lint_rules.formats.parts.severity import severity
from lint_rules.model import SYNTAX_ERROR, SYNTAX_ERROR_NAME, SYNTAX_ERROR_SUMMARY
from lint_rules.version import installed_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Edit, Finding, Span
    from lint_rules.rule import Rule

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(findings: Sequence[Finding], view: View) -> str:
    driver = {"name": "repro-lint", "rules": _rules(findings), "version": installed_version()}
    run = {"results": [_result(finding, view) for finding in findings], "tool": {"driver": driver}}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [run],
        "version": "2.1.0",
    }
    return json.dumps(log, indent=2) + "\n"


def _result(finding: Finding, view: View) -> dict[str, Any]:
    artifact = {"uri": view.absolute(finding.path).as_uri()}
    span = (finding.line, finding.column, finding.end_line, finding.end_column)
    result: dict[str, Any] = {
        "level": _LEVELS[severity(finding)],
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _region(span)}}],
        "message": {"text": f"cell {finding.cell}: {finding.message}" if finding.cell else finding.message},
        "ruleId": finding.code,
    }
    if finding.fix is not None and finding.cell is None:
        changes = [{"artifactLocation": artifact, "replacements": [_change(e) for e in finding.fix.edits]}]
        result["fixes"] = [{"artifactChanges": changes, "description": {"text": finding.fix.message}}]
    if finding.cell is not None:  # a line of a cell is no line of the file
        result["locations"] = [{"physicalLocation": {"artifactLocation": artifact}}]
    return dict(sorted(result.items()))


def _region(span: Span | tuple[int, int, int, int]) -> dict[str, int]:
    line, column, end_line, end_column = span
    return {"endColumn": end_column, "endLine": end_line, "startColumn": column, "startLine": line}


def _change(edit: Edit) -> dict[str, Any]:
    change: dict[str, Any] = {"deletedRegion": _region(edit.span)}
    return {**change, "insertedContent": {"text": edit.text}} if edit.text else change


def _rules(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    codes = {finding.code for finding in findings}
    found = [_rule(rule.load()) for rule in catalogue() if rule.code in codes]
    if SYNTAX_ERROR in codes:
        found.insert(0, _described(SYNTAX_ERROR, SYNTAX_ERROR_NAME, SYNTAX_ERROR_SUMMARY, ""))
    return found


def _rule(rule: type[Rule]) -> dict[str, Any]:
    return _described(rule.code, rule.name, rule.summary(), rule.documentation())


def _described(code: str, name: str, summary: str, documentation: str) -> dict[str, Any]:
    return {
        "defaultConfiguration": {"enabled": True, "level": "error"},
        "fullDescription": {"text": documentation or summary},
        "help": {"text": summary},
        "id": code,
        "properties": {"id": code, "kind": code[:4], "name": name, "problem.severity": "error"},
        "shortDescription": {"text": summary},
    }
