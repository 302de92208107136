"""One line for each finding, for people and for editors that read compilers' messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

_BOLD, _RED, _DIM, _RESET = "\x1b[1m", "\x1b[1;31m", "\x1b[36m", "\x1b[0m"


def render(findings: Sequence[Finding], view: View) -> str:
    return "".join(_line(finding, view) + "\n" for finding in findings)


def _line(finding: Finding, view: View) -> str:
    path = view.file(finding)
    mark = "[*] " if view.is_fixable(finding) else ""
    if not view.colour:
        return f"{path}:{finding.line}:{finding.column}: {finding.code} {mark}{finding.message}"
    place = (
        f"{_BOLD}{path}{_RESET}{_DIM}:{_RESET}{finding.line}{_DIM}:{_RESET}{finding.column}{_DIM}:{_RESET}"
    )
    mark = f"{_DIM}[*]{_RESET} " if mark else ""
    return f"{place} {_RED}{finding.code}{_RESET} {mark}{finding.message}"
