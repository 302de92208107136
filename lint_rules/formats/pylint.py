"""Lines as pylint writes them, for tools that read those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.formats.parts.place import file_span, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding


def render(findings: Sequence[Finding], view: View) -> str:
    return "".join(f"{view.shown(f.path)}:{file_span(f).line}: [{f.code}] {told(f)}\n" for f in findings)
