"""The text that is parsed with libcst: the wanted chunks of a file, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.analysis.scanning.facts import Chunk, Scope


class Assembled:
    """Some chunks of a file as one text; bodies and items that are left out become `...`."""

    def __init__(self, lines: Sequence[str], chunks: Sequence[Chunk]) -> None:
        self.scopes: list[Scope] = []
        self._skipped = [part for chunk in chunks for part in chunk.skipped]
        self._numbers: list[int] = []  # of each line of the text, in the file
        self._starts: list[int] = []  # of each chunk, in the text
        kept: list[str] = []
        for chunk in chunks:
            self._starts.append(len(kept))
            number = chunk.first_line
            for first, last in chunk.skipped:
                kept += lines[number - 1 : first - 1]
                body = lines[first - 1]
                indentation = body[: len(body) - len(body.lstrip(" \t\f"))]
                kept.append(f"{indentation}...{',' if chunk.items else ''}\n")
                self._numbers += range(number, first + 1)
                number = last + 1
            kept += lines[number - 1 : chunk.last_line]
            self._numbers += range(number, chunk.last_line + 1)
            self.scopes += [scope for scope in chunk.scopes if not _is_left_out(scope, chunk)]
        self._kept = kept
        self.text = "".join(kept)

    def chunk(self, number: int) -> str:
        """The part of the text that a chunk has become."""
        return "".join(self._kept[slice(*[*self._starts, None][number : number + 2])])

    def leaves_out(self, scope: Scope) -> bool:
        """Whether the body of a function is left out: one that begins before the next function does."""
        following = [s.line for s in self.scopes if s.line > scope.line]
        end = min(following, default=None)
        return any(first > scope.line and (end is None or first < end) for first, _ in self._skipped)

    def line(self, chunk: int, line: int) -> int:
        """The line in the file of a line of a chunk, which is given by its number."""
        return self._numbers[self._starts[chunk] + line - 1]


def _is_left_out(scope: Scope, chunk: Chunk) -> bool:
    return any(first <= scope.line <= last for first, last in chunk.skipped)
