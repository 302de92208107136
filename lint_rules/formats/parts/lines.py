"""The source lines that findings stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load
from lint_rules.analysis.reading.notebooks import parse
from lint_rules.analysis.reading.sources import NOTEBOOK, UnreadableError
from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from lint_rules.formats import View
    from lint_rules.model import Finding


class Lines:
    """Lines by file and cell, each file read once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._known: dict[tuple[str, int | None], list[str]] = {}

    def of(self, finding: Finding) -> list[str]:
        """All lines around a finding, without their ends; none where the file can no longer be read."""
        key = (finding.path, finding.cell)
        if key not in self._known:
            self._known[key] = [line.rstrip("\r\n") for line in split_lines(self._text(finding))]
        return self._known[key]

    def _text(self, finding: Finding) -> str:
        try:
            text = load(self.view.absolute(finding.path), self.view.texts)
            if not finding.path.endswith(NOTEBOOK) or finding.cell is None:
                return text
            return next(cell.source for cell in parse(text).cells if cell.number == finding.cell)
        except (UnreadableError, StopIteration):
            return ""
