"""Findings below the file that they are in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

_BOLD, _RED, _RESET = "\x1b[1m", "\x1b[1;31m", "\x1b[0m"


def render(findings: Sequence[Finding], view: View) -> str:
    groups = groupby(findings, key=lambda finding: finding.path)
    return "".join(_group(view.shown(path), list(group), view) for path, group in groups)


def _group(path: str, findings: list[Finding], view: View) -> str:
    width = max(len(_place(finding)) for finding in findings)
    head = f"{_BOLD}{path}{_RESET}" if view.colour else path
    lines = [f"  {_place(finding):<{width}} {_text(finding, view)}" for finding in findings]
    return "\n".join([f"{head}:", *lines, "", ""])


def _place(finding: Finding) -> str:
    cell = f"cell {finding.cell}:" if finding.cell is not None else ""
    return f"{cell}{finding.line}:{finding.column}"


def _text(finding: Finding, view: View) -> str:
    code = f"{_RED}{finding.code}{_RESET}" if view.colour else finding.code
    return f"{code} {'[*] ' if view.is_fixable(finding) else ''}{finding.message}"
