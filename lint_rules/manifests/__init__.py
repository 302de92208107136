"""Readers of dependency and pipeline files: one module for each kind of file, found by the registry.

A reader has `matches(path)` and `read(manifest)`, which yields the entries of the file, each with its place.
Several readers may match one file. A reader raises `UnreadableError` with line and column for a file that is
not what its name says. What readers share (parsers of versions, shell commands, YAML) lies in subpackages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol, cast

from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.discovery import is_plain_python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

    from lint_rules.config import Config
    from lint_rules.entries import Entry
    from lint_rules.model import Span


@dataclass(frozen=True)
class Manifest:
    """A file to be read, and what lies around it."""

    path: Path  # absolute
    shown: str  # posix, relative to the linted root
    text: str
    root: Path
    config: Config

    def neighbour(self, name: str) -> str | None:
        """The text of another file, named relative to this one's folder; None where it cannot be read."""
        if name not in self._neighbours:
            try:
                self._neighbours[name] = sources.read(self.path.parent / name)
            except sources.UnreadableError:
                self._neighbours[name] = None
        return self._neighbours[name]

    @cached_property
    def _neighbours(self) -> dict[str, str | None]:
        return {}

    def excerpt(self, span: Span) -> str:
        """What stands at a place that lies on one line."""
        return self._lines[span.line - 1][span.column - 1 : span.end_column - 1]

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self.text)


class Reader(Protocol):
    """What a module in this package provides."""

    def matches(self, path: PurePath) -> bool: ...

    def read(self, manifest: Manifest) -> Iterator[Entry]: ...


def may_be_other(reader: Reader) -> bool:
    """Whether a reader takes files whose name does not say what they are (`GUESSES = True` in the module).

    When such a file is no text, or too large, it is no finding: nobody said that it was a manifest. What is
    wrong with one that shows what it is, the reader says.
    """
    return bool(getattr(reader, "GUESSES", False))


@cache
def readers() -> tuple[Reader, ...]:
    import sys

    from lint_rules.registry import modules_of

    return tuple(cast("Reader", module) for module in modules_of(sys.modules[__name__]))


def readers_for(path: PurePath, *, declares: bool = False) -> tuple[Reader, ...]:
    """The readers of a file, judged by its name and place.

    Of Python files, only `setup.py` is a manifest, and those of which the scan says that they declare
    dependencies; templates of projects are none yet.
    """
    if is_plain_python(path) and not declares:
        return ()
    if any("{{" in part for part in path.parts):
        return ()
    return tuple(reader for reader in readers() if reader.matches(path))
