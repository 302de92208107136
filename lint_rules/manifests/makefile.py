"""Makefiles: `Makefile`, `GNUmakefile`, `*.mk`, `Makefile.*`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.shell.commands import commands
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

GUESSES = True

_NAME = re.compile(r"(?:GNU)?[Mm]akefile(?:\.[\w-]+)?|.*\.mk")
_PREFIX = re.compile(r"\t[ \t]*[@+-]*[ \t]*")


def matches(path: PurePath) -> bool:
    return bool(_NAME.fullmatch(path.name)) and path.suffix not in (".am", ".in", ".PL", ".md")


def read(manifest: Manifest) -> Iterator[Entry]:
    """The commands of recipes. Each line has a shell of its own."""
    pieces: list[tuple[str, int, int]] = []
    for number, raw in enumerate(split_lines(manifest.text), 1):
        line = raw.rstrip("\r\n")
        start = _PREFIX.match(line)
        if start is None and not pieces:
            continue
        offset = 0 if pieces else start.end() if start else 0
        pieces.append((line[offset:] + "\n", number, offset + 1))
        if not line.endswith("\\"):
            yield from commands(Excerpt(pieces))
            pieces = []
    yield from commands(Excerpt(pieces))
