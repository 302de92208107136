"""Words of a shell script, with quotes resolved and expansions marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_DEPTH = 20  # of quotes and substitutions within one another; what is deeper is taken as text

_PLAIN = re.compile(r"[^\s\\'\"`$&|;()<>{]+")
_PLAIN_DOUBLE = re.compile(r"[^\\\"`$]+")
_VARIABLE = re.compile(r"\w+|[@*#?$!-]")
# Templates, and what GitHub, Azure and GitLab put in. Bounded, or many that do not end would take forever.
_TEMPLATE = re.compile(r"\{\{.{,400}?\}\}|\{%.{,400}?%\}", re.DOTALL)
_EXPRESSION = re.compile(r"\$\{\{.{,400}?\}\}|\$\[\[.{,400}?\]\]", re.DOTALL)
_ENDS_WORD = frozenset(" \t\r\n\f\v&|;()<>")


@dataclass(frozen=True)
class Word:
    """One word. `value` is what the command gets, with expansions left as they are written."""

    start: int
    end: int
    value: str
    dynamic: bool = False  # holds an expansion: the value is known in part at most
    quoted: bool = False
    inner: tuple[tuple[int, int], ...] = ()  # where the scripts of its substitutions stand


class WordReader:
    """Reads the word that starts at a place. What does not end, ends with the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._start = self._at = start
        self._end = end
        self._value: list[str] = []
        self._inner: list[tuple[int, int]] = []
        self._dynamic = self._quoted = False

    def read(self) -> Word:
        text = self._text
        while self._at < self._end:
            plain = _PLAIN.match(text, self._at, self._end)
            if plain is not None:
                self._take(plain.end())
                continue
            char = text[self._at]
            if char == "(" and self._value and self._value[-1].endswith("="):
                self._dynamic = True  # an array
                self._take(self._closing(self._at + 1))
            elif char in "<>" and text.startswith("(", self._at + 1):
                self._substitution(self._at + 2)
            elif char in _ENDS_WORD:
                break
            else:
                self._special(char)
        return Word(
            self._start,
            min(self._at, self._end),
            "".join(self._value),
            self._dynamic,
            self._quoted,
            tuple(self._inner),
        )

    def _take(self, end: int) -> None:
        self._value.append(self._text[self._at : end])
        self._at = end

    def _special(self, char: str) -> None:
        if char == "\\":
            self._escape(line_ends="\n")
        elif char == "'":
            self._single()
        elif char == '"':
            self._double()
        elif char == "`":
            self._backtick()
        elif char == "$":
            self._dollar()
        else:
            self._brace()

    def _escape(self, line_ends: str) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "\r" and self._text.startswith("\n", self._at + 2):
            self._at += 3
            return
        if following not in line_ends:
            self._value.append(following)
        self._at += 2

    def _single(self) -> None:
        close = self._text.find("'", self._at + 1, self._end)
        close = self._end if close < 0 else close
        self._value.append(self._text[self._at + 1 : close])
        self._at = close + 1
        self._quoted = True

    def _double(self) -> None:
        self._at += 1
        self._quoted = True
        while self._at < self._end and self._text[self._at] != '"':
            plain = _PLAIN_DOUBLE.match(self._text, self._at, self._end)
            if plain is not None:
                self._take(plain.end())
            elif self._text[self._at] == "\\":
                if self._text[self._at + 1 : self._at + 2] not in ("$", "`", '"', "\\", "\n", "\r"):
                    self._value.append("\\")
                self._escape(line_ends="\n")
            elif self._text[self._at] == "`":
                self._backtick()
            else:
                self._dollar()
        self._at += 1

    def _brace(self) -> None:
        template = _TEMPLATE.match(self._text, self._at, self._end)
        if template is not None:
            self._dynamic = True
        self._take(template.end() if template is not None else self._at + 1)

    # -- expansions ----------------------------------------------------------------------------------------

    def _dollar(self) -> None:
        text, at = self._text, self._at
        expression = _EXPRESSION.match(text, at, self._end)
        if expression is not None:
            self._expand(expression.end())
        elif text.startswith("$((", at):
            self._expand(self._closing(at + 2))
        elif text.startswith("$(", at):
            self._substitution(at + 2)
        elif text.startswith("${", at):
            self._expand(self._closing(at + 2, "{", "}"))
        elif text.startswith("$'", at):
            self._at += 1
            self._single()
        else:
            name = _VARIABLE.match(text, at + 1, self._end)
            if name is None:
                self._take(at + 1)
            else:
                self._expand(name.end())

    def _expand(self, end: int) -> None:
        self._dynamic = True
        self._take(end)

    def _substitution(self, start: int) -> None:
        end = self._closing(start)
        self._inner.append((start, end - 1 if self._text[end - 1 : end] == ")" else end))
        self._expand(end)

    def _backtick(self) -> None:
        close = self._at + 1
        while close < self._end and self._text[close] != "`":
            close += 2 if self._text[close] == "\\" else 1
        close = min(close, self._end)
        self._inner.append((self._at + 1, close))
        self._expand(min(close + 1, self._end))

    def _closing(self, at: int, opening: str = "(", closing: str = ")") -> int:
        return closing_of(self._text, at, self._end, opening, closing)


def closing_of(text: str, at: int, end: int, opening: str = "(", closing: str = ")") -> int:
    """The place behind the bracket that closes the one opened before `at`; quotes are passed over."""
    depth = 1
    while at < end:
        char = text[at]
        if char == "\\":
            at += 1
        elif char == closing:
            depth -= 1
            if depth == 0:
                return at + 1
        elif char == opening:
            depth += 1
        elif char == "'" and opening == "(":
            at = _after(text, at + 1, end, "'")
        elif char == '"':
            at = _after_double(text, at + 1, end)
        at += 1
    return end


def _after(text: str, at: int, end: int, quote: str) -> int:
    found = text.find(quote, at, end)
    return end if found < 0 else found


def _after_double(text: str, at: int, end: int) -> int:
    while at < end and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at
