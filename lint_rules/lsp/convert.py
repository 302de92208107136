"""Findings and edits in the words of the Language Server Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.suppression import suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lint_rules.model import Edit, Finding, Span

SOURCE = "repro-lint"
FIX_ALL = "source.fixAll.repro-lint"
_SEVERITIES = {
    "high": types.DiagnosticSeverity.Error,
    "medium": types.DiagnosticSeverity.Warning,
    "low": types.DiagnosticSeverity.Information,
}


class Document:
    """A text whose places are to be told in the units that the client counts."""

    def __init__(self, uri: str, version: int | None, text: str, units: Callable[[str], int]) -> None:
        self.uri = uri
        self.version = version
        self.text = text
        self.lines = split_lines(text)
        self._units = units

    def position(self, line: int, column: int) -> types.Position:
        """Ours count from 1, in characters; those of the protocol from 0, in units such as UTF-16's."""
        if line > len(self.lines):
            return types.Position(len(self.lines), 0)
        return types.Position(line - 1, self._units(self.lines[line - 1][: column - 1]))

    def range(self, span: Span | tuple[int, int, int, int]) -> types.Range:
        line, column, end_line, end_column = span
        return types.Range(self.position(line, column), self.position(end_line, end_column))

    def everything(self) -> types.Range:
        return types.Range(types.Position(0, 0), types.Position(len(self.lines) + 1, 0))


def diagnostic(finding: Finding, document: Document) -> types.Diagnostic:
    span = (finding.line, finding.column, finding.end_line, finding.end_column)
    return types.Diagnostic(
        range=document.range(span),
        message=finding.message,
        severity=_SEVERITIES[finding.confidence],
        code=finding.code,
        source=SOURCE,
    )


def actions(findings: Sequence[Finding], document: Document) -> list[types.CodeAction]:
    """What an editor may offer for some findings: the fix of each, and a comment that silences it."""
    offered: list[types.CodeAction] = []
    for finding in findings:
        if finding.fix is not None:
            title = f"{finding.fix.message} ({finding.code})"
            offered.append(_action(title, finding, finding.fix.edits, document, finding.fix.safe))
        comment = _silencing(finding, document)
        if comment is not None:
            offered.append(_action(f"Silence {finding.code} here", finding, [comment], document, False))
    return offered


def fix_all(text: str, document: Document) -> types.CodeAction:
    """All safe fixes of a document at once."""
    edit = types.TextEdit(document.everything(), text)
    changes = types.WorkspaceEdit(changes={document.uri: [edit]})
    return types.CodeAction("Fix all that is safe to fix", kind=FIX_ALL, edit=changes)


def _action(
    title: str, finding: Finding, edits: Sequence[Edit | types.TextEdit], document: Document, preferred: bool
) -> types.CodeAction:
    changes = [
        edit if isinstance(edit, types.TextEdit) else types.TextEdit(document.range(edit.span), edit.text)
        for edit in edits
    ]
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(finding, document)],
        is_preferred=preferred,
        edit=types.WorkspaceEdit(changes={document.uri: changes}),
    )


def _silencing(finding: Finding, document: Document) -> types.TextEdit | None:
    """The comment at the end of the first line, or None where that would be no comment."""
    number = finding.line
    if number > len(document.lines):
        return None
    line = document.lines[number - 1]
    body = line.rstrip("\r\n")
    comment = f"  # repro: ignore[{finding.code}]"
    lines = [*document.lines[: number - 1], body + comment + line[len(body) :], *document.lines[number:]]
    if body.endswith("\\") or finding.code not in suppressions("".join(lines)).get(number, ()):
        return None
    place = document.position(number, len(body) + 1)
    return types.TextEdit(types.Range(place, place), comment)
