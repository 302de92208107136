"""A code quality report of GitLab, which compares the fingerprints of two branches."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from lint_rules.formats.parts.lines import Lines
from lint_rules.formats.parts.place import file_span, told
from lint_rules.formats.parts.severity import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(findings: Sequence[Finding], view: View) -> str:
    lines = Lines(view)
    taken: set[str] = set()
    return json.dumps([_issue(finding, view, lines, taken) for finding in findings], indent=2) + "\n"


def _issue(finding: Finding, view: View, lines: Lines, taken: set[str]) -> dict[str, Any]:
    span = file_span(finding)
    return {
        "check_name": finding.code,
        "description": f"{finding.code}: {told(finding)}",
        "severity": _SEVERITIES[severity(finding)],
        "fingerprint": _fingerprint(finding, lines.of(finding), taken),
        "location": {
            "path": view.shown(finding.path),
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }


def _fingerprint(finding: Finding, lines: list[str], taken: set[str]) -> str:
    """Made of what is found and the text of its line, not of its number: edits above do not matter."""
    text = lines[finding.line - 1].strip() if finding.line <= len(lines) else ""
    salt = 0
    while True:
        parts = [finding.path, finding.code, finding.message, text, str(salt)]
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if digest not in taken:
            taken.add(digest)
            return digest
        salt += 1
