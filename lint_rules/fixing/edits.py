"""Applying edits to a text."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lint_rules.model import Edit, Fix


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes, in their order, that touch nothing which one before them touches."""
    taken: list[Edit] = []
    chosen: list[Fix] = []
    for fix in fixes:
        fresh = [edit for edit in fix.edits if not (edit.is_import and edit in taken)]
        if not any(_collide(edit, other) for edit in fresh for other in taken):
            taken += fresh
            chosen.append(fix)
    return chosen


def _collide(one: Edit, other: Edit) -> bool:
    first, second = sorted((one.span, other.span))
    if first[:2] == second[:2]:
        return not (one.is_import and other.is_import)
    return first[2:] > second[:2]


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text after fixes that are compatible. Edits that several of them share are made once."""
    starts = [0, *accumulate(len(line) for line in split_lines(text))]
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda e: (e.span, e.text))
    parts: list[str] = []
    at = 0
    for edit in edits:
        line, column, end_line, end_column = edit.span
        begin, end = _offset(starts, line, column), _offset(starts, end_line, end_column)
        parts += [text[at:begin], edit.text]
        at = end
    return "".join([*parts, text[at:]])


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    return min(starts[min(line, len(starts)) - 1] + column - 1, starts[-1])
