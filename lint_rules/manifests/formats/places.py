"""Offsets in a text as lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.model import Span


class Places:
    """Turns offsets into spans."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) for line in split_lines(text))]

    def span(self, start: int, end: int) -> Span:
        return Span(*self.place(start), *self.place(end))

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset) - 1
        if line and line == len(self._starts) - 1:  # the end of the text belongs to its last line
            line -= 1
        return line + 1, offset - self._starts[line] + 1
