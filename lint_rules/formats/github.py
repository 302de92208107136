"""Workflow commands of GitHub Actions, which it shows beside the changed lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.formats.parts.place import file_span, headline
from lint_rules.formats.parts.severity import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(findings: Sequence[Finding], view: View) -> str:
    return "".join(_command(finding, view) + "\n" for finding in findings)


def _command(finding: Finding, view: View) -> str:
    line, column, end_line, end_column = file_span(finding)
    properties = {
        "title": f"repro-lint ({finding.code})",
        "file": str(view.absolute(finding.path)),
        "line": line,
        "col": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    help_line = f"\n  help: {finding.fix.message}" if finding.fix is not None else ""
    return f"::{_COMMANDS[severity(finding)]} {listed}::{_data(headline(finding, view) + help_line)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
