"""TOML with the place of each value: the standard parser reads, a scan of the tokens locates.

The scan only ever sees text that the parser has accepted, so it knows no errors.
"""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.faults import from_toml, refuse_conflicts
from lint_rules.manifests.formats.places import Places
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

# `tomli` is what became `tomllib`; type checkers would see only one of the two.
_toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

MOST_CHARACTERS = 1_000_000  # of a file that people write

# Keys of tables and indices of arrays.
Way: TypeAlias = "tuple[str | int, ...]"

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2}(?!"))|\'\'\'.*?\'\'\'(?:\'{0,2}(?!\'))|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\s#]+(?: \d{2}:[^,\]}\s#]+)?")
_HEADER = re.compile(r"\[\[?")


@dataclass(frozen=True)
class Document:
    """What a TOML file says, and where."""

    data: dict[str, Any]
    values: Mapping[Way, Span] = field(repr=False)
    keys: Mapping[Way, Span] = field(repr=False)

    def span(self, *way: str | int) -> Span:
        """Where a value stands, or else its key, or what holds it."""
        for length in range(len(way), 0, -1):
            for places in (self.values, self.keys):
                if way[:length] in places:
                    return places[way[:length]]
        return Span(1, 1, 1, 1)

    def key(self, *way: str | int) -> Span:
        """Where the key of a value, or the header of a table, stands."""
        return self.keys.get(way) or self.span(*way)

    def table(self, *way: str) -> dict[str, Any]:
        """The table there, or an empty one where there is none or something else."""
        here: Any = self.data
        for name in way:
            here = here.get(name) if isinstance(here, dict) else None
        return here if isinstance(here, dict) else {}


def loads(text: str) -> dict[str, Any]:
    """The data alone. Raises `UnreadableError`."""
    refuse_conflicts(text)
    try:
        return _toml.loads(text)  # type: ignore[no-any-return]
    except ValueError as error:
        raise from_toml(error, text) from None
    except RecursionError:
        raise UnreadableError("is not valid TOML: nested too deeply") from None


def load(text: str) -> Document:
    """Data and places. Raises `UnreadableError`."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError(f"is too large to be read: it has more than {MOST_CHARACTERS:,} characters")
    data = loads(text)
    scan = _Scan(text)
    try:
        scan.run()
    except RecursionError:
        raise UnreadableError("is not valid TOML: nested too deeply") from None
    return Document(data, scan.values, scan.keys)


class _Scan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._places = Places(text)
        self._at = 0
        self._counts: dict[Way, int] = {}
        self.values: dict[Way, Span] = {}
        self.keys: dict[Way, Span] = {}

    def run(self) -> None:
        table: Way = ()
        while self._skip() < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self) -> int:
        match = _BLANK.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return self._at

    def _header(self) -> Way:
        start = self._at
        opening = _HEADER.match(self._text, start)
        assert opening is not None
        self._at = opening.end()
        way: Way = ()
        names = self._names()
        for number, name in enumerate(names, 1):
            way = (*way, name)
            if number == len(names) and len(opening[0]) == 2:
                self._counts[way] = self._counts.get(way, -1) + 1
            if way in self._counts:
                way = (*way, self._counts[way])
        self._at += len(opening[0])
        self.keys[way] = self._places.span(start, self._at)
        return way

    def _names(self) -> list[str]:
        """A dotted key; the scan ends at the character behind it."""
        names = []
        while True:
            self._skip()
            match = _STRING.match(self._text, self._at) or _BARE_KEY.match(self._text, self._at)
            assert match is not None
            names.append(_unquoted(match[0]))
            self._at = match.end()
            self._skip()
            if self._text[self._at] != ".":
                return names
            self._at += 1

    def _pair(self, table: Way) -> None:
        start = self._at
        way: Way = (*table, *self._names())
        self.keys[way] = self._places.span(start, start + len(self._text[start : self._at].rstrip()))
        self._at += 1  # the '='
        self._value(way)

    def _value(self, way: Way) -> None:
        start = self._skip()
        first = self._text[start]
        if first == "[":
            self._array(way)
        elif first == "{":
            self._inline_table(way)
        else:
            match = _STRING.match(self._text, start) or _SCALAR.match(self._text, start)
            assert match is not None
            self._at = match.end()
        self.values[way] = self._places.span(start, self._at)

    def _array(self, way: Way) -> None:
        self._at += 1
        index = 0
        while self._text[self._skip()] != "]":
            self._value((*way, index))
            index += 1
            self._comma()
        self._at += 1

    def _inline_table(self, way: Way) -> None:
        self._at += 1
        while self._text[self._skip()] != "}":
            self._pair(way)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._text[self._skip()] == ",":
            self._at += 1


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    return str(_toml.loads(f"k = {key}")["k"]) if key[0] == '"' else key
