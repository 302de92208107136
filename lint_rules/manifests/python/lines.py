"""The lines of pip's requirements files: requirements, included files, constraints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 10_000
_COMMENT = re.compile(r"(^|\s)#.*$")
_OPTION = re.compile(r"\s(--[a-z][a-z-]*|-C)[= ].*$")
_INCLUDE = re.compile(r"(?:-r\s*|--requirement[= ]\s*)(\S.*)")
_CONSTRAINT = re.compile(r"(?:-c\s*|--constraint[= ]\s*)(\S.*)")
_EDITABLE = re.compile(r"(?:-e\s*|--editable[= ]\s*)(\S.*)")
_HASH = re.compile(r"\s--hash[= ]\s*\w+:[0-9a-fA-F]{32,}")
_CLAUSE = r"[<>=!~]=*\s*[^;#\s,()]+"
_VERSION = re.compile(
    r"\s*[A-Za-z0-9][\w.-]*(?:\s*\[[^\]]*\])?\s*"
    rf"(?P<version>\(?\s*{_CLAUSE}(?:\s*,\s*{_CLAUSE})*\s*,?\s*\)?)?"
)


@dataclass(frozen=True)
class Line:
    """One logical line. At most one of `requirement`, `include` and `constraint` is not empty."""

    span: Span
    requirement: str = ""  # without pip's options
    include: str = ""
    constraint: str = ""
    hashed: bool = False
    editable: bool = False
    version: Span | None = None  # where the version stands, or would; None where it cannot be written


@lru_cache(maxsize=8)
def lines(text: str) -> tuple[Line, ...]:
    """The lines that name something. Comments, blank lines and other options are left out.

    Raises `UnreadableError` where there are more of them than anybody would install.
    """
    found = tuple(islice(_lines(text), MOST + 1))
    if len(found) > MOST:
        message = f"is too large to be read: it lists more than {MOST:,} requirements"
        raise UnreadableError(message, found[-1].span.line)
    return found


def _lines(text: str) -> Iterator[Line]:
    for first, last, logical, raw_end in _logical_lines(text):
        bare = _COMMENT.sub("", logical)
        body = bare.strip()
        if not body:
            continue
        column = len(bare) - len(bare.lstrip()) + 1
        end = len(bare.rstrip()) + 1 if first == last else raw_end
        line = _line(body, Span(first, column, last, end))
        if line is not None:
            yield line


def _line(body: str, span: Span) -> Line | None:
    if match := _INCLUDE.match(body):
        return Line(span, include=match[1].strip().strip("'\""))
    if match := _CONSTRAINT.match(body):
        return Line(span, constraint=match[1].strip().strip("'\""))
    editable = _EDITABLE.match(body)
    if editable is None and body.startswith("-"):
        return None
    requirement = _OPTION.sub("", " " + (editable[1] if editable else body)).strip()
    hashed = _HASH.search(body) is not None
    version = None if editable or hashed else version_span(requirement, span.line, span.column)
    return Line(span, requirement, hashed=hashed, editable=editable is not None, version=version)


def version_span(requirement: str, line: int, column: int) -> Span | None:
    """Where the version of a requirement stands, or would, when the requirement begins at a place."""
    match = _VERSION.match(requirement)
    if match is None or requirement[match.end() :].lstrip()[:1] not in ("", ";"):
        return None
    end = len(match[0].rstrip())
    start = match.start("version") if match["version"] else end
    return Span(line, column + start, line, column + end)


def _logical_lines(text: str) -> Iterator[tuple[int, int, str, int]]:
    """Lines joined where one ends in a backslash, as pip joins them; a comment line ends the joining."""
    parts: list[str] = []
    first = number = 0
    last = ""
    for number, raw in enumerate(split_lines(text), 1):
        last = raw.rstrip("\r\n")
        if not parts:
            first = number
        continues = last.endswith("\\") and not last.lstrip().startswith("#")
        parts.append(last[:-1] if continues else last)
        if not continues:
            yield first, number, " ".join(parts) if len(parts) > 1 else last, len(last.rstrip()) + 1
            parts = []
    if parts:
        yield first, number, " ".join(parts), len(last.rstrip()) + 1
