"""The Reviewdog Diagnostic Format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding, Span


def render(findings: Sequence[Finding], view: View) -> str:
    report = {
        "diagnostics": [_diagnostic(finding, view) for finding in findings],
        "severity": "WARNING",
        "source": {"name": "repro-lint"},
    }
    return json.dumps(report, indent=2) + "\n"


def _diagnostic(finding: Finding, view: View) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": {"value": finding.code},
        "location": {
            "path": str(view.absolute(finding.path)),
            "range": {
                "end": {"column": finding.end_column, "line": finding.end_line},
                "start": {"column": finding.column, "line": finding.line},
            },
        },
        "message": finding.message,
    }
    if finding.fix is not None:
        found["suggestions"] = [{"range": _range(e.span), "text": e.text} for e in finding.fix.edits]
    return found


def _range(span: Span) -> dict[str, Any]:
    return {
        "end": {"column": span.end_column, "line": span.end_line},
        "start": {"column": span.column, "line": span.line},
    }
