"""What can be made out of a file that does not parse: others may call what it defines, and it may seed.

The statements of Python 2 that Python 3 refuses most often are rewritten, each within its lines: where
nothing else is wrong, the rest is linted. Otherwise whatever line the parser stops at is left out,
some times over;
what is left tells other files something, but is not linted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lint_rules.analysis.reading.older import as_python_3
from lint_rules.analysis.reading.sources import UnreadableError, scan_text
from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.analysis.scanning.screen import Screen

_MOST_LINES = 12
_MOST_CHARACTERS = 200_000


class Salvaged(NamedTuple):
    """Facts of a file, and the text that they are of, where that is fit to be linted."""

    facts: Facts
    text: str | None


def salvaged(text: str, path: str, screen: Screen | None) -> Salvaged | None:
    """What a file says without the lines that do not parse; None where too little of it does."""
    if len(text) > _MOST_CHARACTERS:
        return None
    text = as_python_3(text)
    try:
        return Salvaged(scan_text(text, path, screen), text)
    except UnreadableError:
        facts = _scanned_in_part(text, path)
        return Salvaged(facts, None) if facts is not None else None


def _scanned_in_part(text: str, path: str) -> Facts | None:
    lines = split_lines(text.expandtabs(8))  # as Python 2 took them
    for _ in range(_MOST_LINES):
        try:
            return scan_text("".join(lines), path, None)
        except UnreadableError as fault:
            if not 0 < fault.line <= len(lines) or lines[fault.line - 1].strip() == "pass":
                return None
            line = lines[fault.line - 1]
            indent = line[: len(line) - len(line.lstrip())]
            lines[fault.line - 1] = f"{indent}pass\n"
    return None
