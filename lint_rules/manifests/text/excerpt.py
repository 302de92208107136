"""A script that stands inside another file: in a block of YAML, behind `RUN`, in a cell of a notebook."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


class Excerpt:
    """Text put together from pieces of a file, each of which lies on one line there.

    What joins the pieces (a blank where a line was folded, nothing where one was continued) belongs to the
    piece before it.
    """

    __slots__ = ("_columns", "_lines", "_starts", "text")

    def __init__(self, pieces: Iterable[tuple[str, int, int]]) -> None:
        """From pieces (text, line, column), in order; lines and columns count from 1."""
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._columns: list[int] = []
        texts: list[str] = []
        length = 0
        for text, line, column in pieces:
            self._starts.append(length)
            self._lines.append(line)
            self._columns.append(column)
            texts.append(text)
            length += len(text)
        self.text = "".join(texts)

    @classmethod
    def whole(cls, text: str) -> Excerpt:
        """A file as it is."""
        return cls((line, number, 1) for number, line in enumerate(split_lines(text), 1))

    def with_text(self, text: str) -> Excerpt:
        """The same places with another text of the same length, in which something is blanked out."""
        other = Excerpt(())
        other.text, other._starts, other._lines, other._columns = (
            text,
            self._starts,
            self._lines,
            self._columns,
        )
        return other

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        if not self._starts:
            return 1, 1
        piece = max(bisect_right(self._starts, offset) - 1, 0)
        return self._lines[piece], self._columns[piece] + max(offset - self._starts[piece], 0)

    def span(self, start: int, end: int) -> Span:
        """The place of the characters from `start` to before `end`."""
        line, column = self.place(start)
        end_line, end_column = self.place(max(end - 1, start))
        return Span(line, column, end_line, end_column + 1)
