"""A finding as an object of JSON, in the shape that ruff gave it and editors read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lint_rules.formats.parts.severity import severity

if TYPE_CHECKING:
    from lint_rules.formats import View
    from lint_rules.model import Finding, Fix


def entry(finding: Finding, view: View) -> dict[str, Any]:
    return {
        "cell": finding.cell,
        "code": finding.code,
        "end_location": {"column": finding.end_column, "row": finding.end_line},
        "filename": str(view.absolute(finding.path)),
        "fix": _fix(finding.fix) if finding.fix is not None else None,
        "location": {"column": finding.column, "row": finding.line},
        "message": finding.message,
        "name": finding.name,
        "noqa_row": finding.line,
        "severity": severity(finding),
        "url": None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [
        {
            "content": edit.text,
            "end_location": {"column": edit.span.end_column, "row": edit.span.end_line},
            "location": {"column": edit.span.column, "row": edit.span.line},
        }
        for edit in fix.edits
    ]
    return {"applicability": "safe" if fix.safe else "unsafe", "edits": edits, "message": fix.message}
