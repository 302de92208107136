"""Logging commands of Azure Pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.formats.parts.place import file_span, told
from lint_rules.formats.parts.severity import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding


def render(findings: Sequence[Finding], view: View) -> str:
    return "".join(_command(finding, view) + "\n" for finding in findings)


def _command(finding: Finding, view: View) -> str:
    span = file_span(finding)
    kind = "error" if severity(finding) == "error" else "warning"
    properties = {
        "type": kind,
        "sourcepath": str(view.absolute(finding.path)),
        "linenumber": span.line,
        "columnnumber": span.column,
        "code": finding.code,
    }
    listed = "".join(f"{key}={_property(str(value))};" for key, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(told(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
