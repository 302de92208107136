"""Shell commands in notebooks: `!pip install`, `%conda install`, `%%bash`."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources
from lint_rules.analysis.reading.magics import is_other_language, opening_line
from lint_rules.analysis.reading.notebooks import parse
from lint_rules.analysis.reading.sources import NOTEBOOK
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.shell.commands import commands
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.shell.commands import Command

_LINE = re.compile(
    r"\s*(?:!{1,2}|%(?=(?:pip|conda|mamba|micromamba|uv)\b|(?:sx|system)\s)|%sh\s)"
    r"|(?=(?:pip|conda|mamba) install )"
)
_CELL = re.compile(r"%%(?:bash|sh|script\s+(?:--\S+\s+)*(?:ba|z)?sh|!|sx|system)\b|%sh\s*$")
_BRACES = re.compile(r"\{[^{}\n]*\}")


def matches(path: PurePath) -> bool:
    return path.suffix == NOTEBOOK


def read(manifest: Manifest) -> Iterator[Entry]:
    """The text is that of the cells, one after another."""
    lines = [line.rstrip("\r\n") for line in split_lines(manifest.text)]
    for first, end in _cells(manifest, len(lines)):
        yield from _cell(lines, first, end)


def _cells(manifest: Manifest, count: int) -> list[tuple[int, int]]:
    """Where each cell starts and ends. All is one cell where the file is not what is being read."""
    with suppress(sources.UnreadableError):
        book = parse(sources.read(manifest.path))
        if book.written == manifest.text:
            return [(cell.first_line - 1, cell.first_line - 1 + cell.lines) for cell in book.cells]
    return [(0, count)]


def _cell(lines: list[str], first: int, end: int) -> Iterator[Command]:
    opening = opening_line("\n".join(lines[first:end]))
    if _CELL.match(opening.lstrip()):
        first = lines.index(opening, first)
        yield from commands(Excerpt((f"{lines[n]}\n", n + 1, 1) for n in range(first + 1, end)))
        return
    at = end if is_other_language(opening) else first
    while at < end:
        found = _LINE.match(lines[at])
        after = at + 1
        while found and after < end and lines[after - 1].endswith("\\"):
            after += 1
        if found:
            yield from commands(_line(lines, at, after, found.end()))
        at = after


def _line(lines: list[str], first: int, end: int, start: int) -> Excerpt:
    pieces = [(lines[first][start:] + "\n", first + 1, start + 1)]
    pieces += [(f"{lines[n]}\n", n + 1, 1) for n in range(first + 1, end)]
    return Excerpt((_BRACES.sub(_variable, text), line, column) for text, line, column in pieces)


def _variable(found: re.Match[str]) -> str:
    """`{sys.executable}` is put in by IPython, as the shell puts in `$python`."""
    name = "python" if "executable" in found[0] else "x"
    return f"${name}".ljust(len(found[0]), "_")
