"""From what a rule would change to edits of the text: all around the replaced nodes stays as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.model import Edit, Fix, Span

if TYPE_CHECKING:
    import libcst as cst

    from lint_rules.analysis.source import SourceFile
    from lint_rules.rule import Change


def fix_of(change: Change, file: SourceFile) -> Fix:
    edits = [Edit(_span(where, file), _text(new)) for where, new in change.replacements]
    return Fix(change.message, tuple(sorted(edits)), change.safe)


def _span(where: cst.CSTNode | Span, file: SourceFile) -> Span:
    return where if isinstance(where, Span) else file.position(where)


def _text(new: str | cst.CSTNode) -> str:
    if isinstance(new, str):
        return new
    import libcst as cst

    return cst.Module(body=()).code_for_node(new)
