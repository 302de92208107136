"""The shape of ruff's JSON, which editors and converters already read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding


def render(findings: Sequence[Finding], view: View) -> str:
    return json.dumps([_entry(finding, view) for finding in findings], indent=2) + "\n"


def _entry(finding: Finding, view: View) -> dict[str, Any]:
    return {
        "cell": None,
        "code": finding.code,
        "end_location": {"column": finding.end_column, "row": finding.end_line},
        "filename": str(view.absolute(finding.path)),
        "fix": None,
        "location": {"column": finding.column, "row": finding.line},
        "message": finding.message,
        "noqa_row": finding.line,
        "url": None,
    }
