"""Text that is safe and fits: users' code may hold anything, and a terminal obeys what it is sent."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

ELLIPSIS = "..."
_TAB = "    "
_LEAST_ROOM = 30
# Cc and Cf would move the cursor or reorder the line (escape sequences, bidirectional overrides), Cs cannot
# be encoded at all, and Zl and Zp end a line for some readers.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """``text`` on one line, with every character that is not plain print written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character == "\t":
        return _TAB
    if unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def cells(text: str) -> int:
    """How many terminal cells ``text`` takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def shorten(text: str, room: int) -> str:
    """``text`` cut at its end to ``room`` cells, three dots included."""
    if cells(text) <= room:
        return text
    return _head(text, room - len(ELLIPSIS)) + ELLIPSIS


def _head(text: str, room: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _cells_of(character)
        if used > room:
            return text[:place]
    return text


def wrap(text: str, room: int) -> list[str]:
    """``text`` in lines of at most ``room`` cells.

    Breaks only at spaces: a path or a name that is longer stays whole, so that it can still be copied
    or clicked. The line breaks of ``text`` stay.
    """
    return [line for part in text.split("\n") for line in _wrap_one(printable(part.rstrip()), room)]


def _wrap_one(text: str, room: int) -> list[str]:
    if cells(text) <= room:
        return [text]
    lines, line = [], ""
    for word in text.split():
        if line and cells(line) + 1 + cells(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def paragraph(
    text: str,
    width: int,
    *,
    indent: int = 0,
    label: str = "",
    hang: int = 0,
    markup: Mapping[str, bool] | None = None,
) -> list[Line]:
    """``text`` wrapped to ``width`` cells, indented, ``label`` before it and the rest under its start.

    ``hang`` sets further lines in by so many cells more, to tell one item of a list from the next.
    """
    margin = " " * (indent + len(label) + hang)
    # On a very narrow terminal lines overflow: one word to a line could not be read either.
    lines = wrap(text, max(width - len(margin), _LEAST_ROOM))
    first = " " * indent + label
    return [
        Line((margin if place else first) + line if line else "", markup or {})
        for place, line in enumerate(lines)
    ]
