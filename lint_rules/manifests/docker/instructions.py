"""The instructions of a Dockerfile, each with its text and heredocs, as BuildKit's parser cuts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYWORDS = """
    ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL
    USER VOLUME WORKDIR
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_WITH_HEREDOCS = frozenset(["ADD", "COPY", "RUN"])
_DIRECTIVE = re.compile(r"#\s*(?P<name>[a-z]+)\s*=\s*(?P<value>\S+)\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#")
HEREDOC = re.compile(r"(?<![<\w])\d*<<(?P<tabs>-?)(?P<quote>['\"]?)(?P<name>[A-Za-z_]\w*)(?P=quote)")
_FLAG = re.compile(r"\s*--(?P<name>[a-z][a-z-]*)(?:=(?P<value>\"[^\"]*\"|\S*))?")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")
_TEMPLATE = re.compile(r"\{\{|\{%|^\s*(?:#include|include\()|<%|@[A-Z_]+@|^\s*\{\w+\}\s*$", re.MULTILINE)
_Piece: TypeAlias = "tuple[str, int, int]"


@dataclass(frozen=True)
class Flag:
    """`--from=builder`. `start` and `end` enclose the value in the text of the instruction."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Instruction:
    keyword: str  # in capitals
    flags: tuple[Flag, ...]
    arguments: Excerpt  # all that follows the keyword, continued lines joined
    body: int  # where in that text the arguments behind the flags start
    heredocs: tuple[Excerpt, ...]

    @property
    def text(self) -> str:
        """The arguments behind the flags."""
        return self.arguments.text[self.body :].strip()


def instructions(text: str) -> Iterator[Instruction]:
    """Raises `UnreadableError` for a line that starts with no word of Docker's, unless this is a template."""
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    escape = _escape(lines)
    at = 0
    while at < len(lines):
        if not lines[at].strip() or _COMMENT.match(lines[at]):
            at += 1
            continue
        keyword = lines[at].split(None, 1)[0].upper()
        if keyword not in KEYWORDS:
            _refuse(lines[at], at + 1, text)
        pieces, at = _logical_line(lines, at, escape)
        found, at = _instruction(pieces, lines, at)
        if found.keyword in KEYWORDS:
            yield found


def _escape(lines: list[str]) -> str:
    """The character that continues a line, which a directive at the very top may change."""
    for line in lines:
        directive = _DIRECTIVE.match(line.strip())
        if directive is None:
            break
        if directive["name"].lower() == "escape" and directive["value"] in ("`", "\\"):
            return directive["value"]
    return "\\"


def _refuse(line: str, number: int, text: str) -> None:
    column = len(line) - len(line.lstrip()) + 1
    if _CONFLICT.match(line):
        raise UnreadableError("does not parse: a merge conflict is not resolved", number, column)
    if not _TEMPLATE.search(text):
        word = line.split(None, 1)[0][:40]
        raise UnreadableError(f"does not parse: {word!r} is no instruction of a Dockerfile", number, column)


def _logical_line(lines: list[str], at: int, escape: str) -> tuple[list[_Piece], int]:
    """The pieces of an instruction and the line behind it, without comments and blank lines in between."""
    pieces: list[_Piece] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if pieces and (not line.strip() or _COMMENT.match(line)):
            continue
        bare = line.rstrip()
        continues = bare.endswith(escape)
        pieces.append((bare[:-1] if continues else line, at, 1))
        if not continues:
            break
    return pieces, at


def _instruction(pieces: list[_Piece], lines: list[str], at: int) -> tuple[Instruction, int]:
    first, line, column = pieces[0]
    keyword = first.split(None, 1)[0]
    after = first.index(keyword) + len(keyword)
    arguments = Excerpt([(first[after:], line, column + after), *pieces[1:]])
    flags, body = flags_of(arguments.text)
    heredocs: list[Excerpt] = []
    if keyword.upper() in _WITH_HEREDOCS and not arguments.text[body:].lstrip().startswith("["):
        for found in HEREDOC.finditer(arguments.text, body):
            excerpt, at = _heredoc(lines, at, found["name"], bool(found["tabs"]))
            heredocs.append(excerpt)
    return Instruction(keyword.upper(), flags, arguments, body, tuple(heredocs)), at


def flags_of(text: str) -> tuple[tuple[Flag, ...], int]:
    flags: list[Flag] = []
    at = 0
    while found := _FLAG.match(text, at):
        value = (found["value"] or "").strip('"')
        start = found.start("value") if found["value"] is not None else found.start()
        flags.append(Flag(found["name"], value, start, found.end()))
        at = found.end()
    return tuple(flags), at


def _heredoc(lines: list[str], at: int, name: str, tabs: bool) -> tuple[Excerpt, int]:
    pieces: list[_Piece] = []
    while at < len(lines):
        line = lines[at].lstrip("\t") if tabs else lines[at]
        at += 1
        if line == name:
            break
        pieces.append((line + "\n", at, len(lines[at - 1]) - len(line) + 1))
    return Excerpt(pieces), at
