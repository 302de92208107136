"""The tokens of a shell script: words, operators, redirections with their heredocs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.manifests.shell.words import Word, WordReader

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)*")
_REDIRECT = re.compile(r"\d*(<<<|<<-?|<>|>>|>&|<&|>\||&>>?|<|>)")
_OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|[&|;()\n]")
_ARITHMETIC = re.compile(r"\(\((?:[^()\n]|\([^()\n]{0,100}\)){0,200}\)\)")
_LINE_END = re.compile(r"(?<!\\)\n|(?<=\\\\)\n")


@dataclass(frozen=True)
class Redirect:
    """`> file`, `2>&1`, `<<EOF`. `body` is where the lines of a heredoc stand."""

    operator: str
    target: Word | None
    body: tuple[int, int] | None = None


@dataclass(frozen=True)
class Operator:
    """`&&`, `;`, `(`, a line end."""

    start: int
    text: str


class Tokens:
    """Reads a stretch of a script from left to right. Never fails: what does not end, ends with the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._at = start
        self._end = end
        self._after_heredocs = 0  # where the lines behind the heredocs of this line start
        self._next_line = 0

    def __iter__(self) -> Iterator[Word | Operator | Redirect]:
        while True:
            self._skip_space()
            if self._at >= self._end:
                return
            if self._text[self._at] == "#":
                self._at = self._line_end(self._at)
                continue
            yield self._redirect() or self._arithmetic() or self._operator() or self._word()

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at, self._end)
        self._at = found.end() if found else self._at

    def _line_end(self, at: int) -> int:
        found = self._text.find("\n", at, self._end)
        return self._end if found < 0 else found

    def _arithmetic(self) -> Word | None:
        """`((i << 2))`, in which `<<` is no redirection."""
        found = _ARITHMETIC.match(self._text, self._at, self._end)
        if found is None:
            return None
        self._at = found.end()
        return Word(found.start(), found.end(), found[0], dynamic=True)

    def _operator(self) -> Operator | None:
        found = _OPERATOR.match(self._text, self._at, self._end)
        if found is None:
            return None
        start, self._at = self._at, found.end()
        if found[0] == "\n":
            self._at = max(self._at, self._after_heredocs)
        return Operator(start, found[0])

    def _word(self) -> Word:
        word = WordReader(self._text, self._at, self._end).read()
        self._at = max(word.end, self._at + 1)  # at least one character, or there would be no end
        return word

    # -- redirections --------------------------------------------------------------------------------------

    def _redirect(self) -> Redirect | None:
        found = _REDIRECT.match(self._text, self._at, self._end)
        if found is None or (found[1] in "<>" and self._text.startswith("(", found.end())):
            return None  # `<(` starts a word
        self._at = found.end()
        self._skip_space()
        ends = self._at >= self._end or _OPERATOR.match(self._text, self._at, self._end) is not None
        target = None if ends else self._word()
        body = self._heredoc(target.value, found[1]) if target and found[1] in ("<<", "<<-") else None
        return Redirect(found[1], target, body)

    def _heredoc(self, delimiter: str, operator: str) -> tuple[int, int]:
        if self._next_line <= self._at:
            line_end = _LINE_END.search(self._text, self._at, self._end)
            self._next_line = line_end.end() if line_end else self._end
        start = at = max(self._next_line, self._after_heredocs)
        while at < self._end:
            after = self._line_end(at)
            line = self._text[at:after].rstrip("\r")
            if (line.lstrip("\t") if operator == "<<-" else line) == delimiter:
                self._after_heredocs = min(after + 1, self._end)
                return start, at
            at = after + 1
        self._after_heredocs = self._end
        return start, self._end
