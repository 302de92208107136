"""What fixing would change, as a unified diff."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.notebooks import parse
from lint_rules.analysis.reading.sources import NOTEBOOK
from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator


def unified(shown: str, before: str, after: str) -> str:
    """The diff of a file; of a notebook, of each cell that changes."""
    if not shown.endswith(NOTEBOOK):
        return _diff(shown, before, after)
    old = {cell.number: cell.source for cell in parse(before).cells}
    new = {cell.number: cell.source for cell in parse(after).cells}
    parts = [
        _diff(f"{shown}:cell {number}", f"{old[number]}\n", f"{new[number]}\n") for number in sorted(old)
    ]
    return "".join(parts)


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(split_lines(before), split_lines(after), name, name)
    return "".join(_ended(lines))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
