"""Places for formats that know files of lines and nothing of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.model import Span

if TYPE_CHECKING:
    from lint_rules.formats import View
    from lint_rules.model import Finding


def file_span(finding: Finding) -> Span:
    """The span in the file; for a cell, whose lines are not those of the file, the start of the file."""
    if finding.cell is not None:
        return Span(1, 1, 1, 1)
    return Span(finding.line, finding.column, finding.end_line, finding.end_column)


def told(finding: Finding) -> str:
    """The message; of a cell also the place in it, since the place in the file says nothing."""
    if finding.cell is None:
        return finding.message
    return f"{finding.message} (cell {finding.cell}, line {finding.line}, column {finding.column})"


def headline(finding: Finding, view: View) -> str:
    """`train.py:3:5: REP101 message`."""
    return f"{view.file(finding)}:{finding.line}:{finding.column}: {finding.code} {finding.message}"
