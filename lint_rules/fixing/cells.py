"""Putting changed cells back into a notebook: every other byte of its JSON stays."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.notebooks import source_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def with_sources(text: str, sources: Mapping[int, str]) -> str:
    """The notebook with new sources for some of its cells, by their number from 1."""
    for number, (start, end) in sorted(enumerate(_cells(text), 1), reverse=True):
        if number in sources:
            cell = json.loads(text[start:end])
            begin, stop = _member(text, start, source_key(cell))
            new = _rendered(text[begin:stop], sources[number], ascii_only=_escapes(text))
            text = text[:begin] + new + text[stop:]
    return text


def _escapes(text: str) -> bool:
    """Whether whoever wrote the file escapes all that is not ASCII."""
    return text.isascii() and "\\u" in text


def _rendered(old: str, source: str, ascii_only: bool) -> str:
    """A source as JSON, laid out as it was: one string, or a list of lines."""
    if old.startswith('"'):
        return json.dumps(source, ensure_ascii=ascii_only)
    places = list(_elements(old, 0))
    # Lines that stay are written as they were.
    known = {json.loads(old[start:end]): old[start:end] for start, end in places}
    lines = [known.get(line) or json.dumps(line, ensure_ascii=ascii_only) for line in source.splitlines(True)]
    opening, closing = old[: places[0][0]], old[places[-1][1] :]
    between = old[places[0][1] : places[1][0]] if len(places) > 1 else "," + opening[1:]
    return opening + between.join(lines) + closing


def _cells(text: str) -> list[tuple[int, int]]:
    """Where each cell of the notebook stands in its JSON."""
    members = dict(_members(text, _skip(text, 0)))
    if "cells" in members:
        return list(_elements(text, members["cells"][0]))
    found: list[tuple[int, int]] = []
    for start, _ in _elements(text, members["worksheets"][0]):
        found += _elements(text, _member(text, start, "cells")[0])
    return found


def _member(text: str, start: int, key: str) -> tuple[int, int]:
    return dict(_members(text, start))[key]


def _members(text: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The keys of the object that starts there, and where their values stand."""
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        begin = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        yield key, (begin, end)
        at = _next(text, end)


def _elements(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the elements of the array that starts there stand."""
    at = _skip(text, start + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = _next(text, end)


def _next(text: str, end: int) -> int:
    at = _skip(text, end)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match is not None else at
