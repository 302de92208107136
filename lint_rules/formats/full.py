"""Each finding with its source lines, a mark below the place, and what the fix would do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from lint_rules.formats.parts.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

_BOLD, _RED, _BLUE, _CYAN, _RESET = "\x1b[1m", "\x1b[1;31m", "\x1b[1;34m", "\x1b[36m", "\x1b[0m"
_AROUND = 2  # lines of context on either side
_WIDEST = 240  # of a line that is shown


def render(findings: Sequence[Finding], view: View) -> str:
    lines = Lines(view)
    return "".join(_block(finding, lines.of(finding), view) + "\n" for finding in findings)


def _block(finding: Finding, lines: list[str], view: View) -> str:
    paint = _Paint(view.colour)
    shown = _context(finding, lines)
    width = len(str(shown[-1] if shown else finding.line))
    mark = paint("[*] ", _CYAN) if view.is_fixable(finding) else ""
    place = f"{view.file(finding)}:{finding.line}:{finding.column}"
    arrow, bar = paint("-->", _BLUE), paint("|", _BLUE)
    out = [
        f"{paint(finding.code, _RED)} {mark}{paint(finding.message, _BOLD)}",
        f"{' ' * width}{arrow} {place}",
    ]
    if shown:
        out.append(f"{' ' * width} {bar}")
    for number in shown:
        out.append(f"{paint(f'{number:>{width}}', _BLUE)} {bar} {_printable(lines[number - 1])}".rstrip())
        if number == finding.line:
            out.append(f"{' ' * width} {bar} {paint(_underline(finding, lines[number - 1]), _RED)}")
    if shown:
        out.append(f"{' ' * width} {bar}")
    if finding.fix is not None:
        out.append(f"{paint('help', _CYAN)}: {finding.fix.message}")
        if not finding.fix.safe:
            out.append("note: This is an unsafe fix, applied with `--fix --unsafe-fixes`")
    return "\n".join(out) + "\n"


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if self.colour else text


def _context(finding: Finding, lines: list[str]) -> list[int]:
    """The numbers of the lines to show: no blank ones at the ends."""
    if not 1 <= finding.line <= len(lines):
        return []
    first, last = max(1, finding.line - _AROUND), min(len(lines), finding.line + _AROUND)
    while first < finding.line and not lines[first - 1].strip():
        first += 1
    while last > finding.line and not lines[last - 1].strip():
        last -= 1
    return list(range(first, last + 1))


def _underline(finding: Finding, line: str) -> str:
    """Marks below the place, or below what of it stands on its first line."""
    end = finding.end_column if finding.end_line == finding.line else len(line.rstrip()) + 1
    before = _width(_printable(line[: finding.column - 1]))
    return " " * before + "^" * max(1, _width(_printable(line[finding.column - 1 : end - 1])))


def _printable(line: str) -> str:
    """A line that does not move the cursor, ring bells or fill the screen."""
    line = line if len(line) <= _WIDEST else line[:_WIDEST] + "…"
    return "".join(
        "    " if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line
    )


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
