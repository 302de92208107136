"""What is said of a file that its parser refuses."""

from __future__ import annotations

import re

from lint_rules.analysis.reading.sources import UnreadableError

_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
_PLACE = re.compile(r"\s*\(at line (\d+), column (\d+)\)|\s*\(at end of document\)")


def refuse_conflicts(text: str) -> None:
    """A merge that nobody finished is the most common fault, and no parser names it."""
    if "<<<<<<<" in text or ">>>>>>>" in text:
        match = _CONFLICT.search(text)
        if match is not None:
            line = text.count("\n", 0, match.start()) + 1
            raise UnreadableError("holds the marks of a merge conflict; finish the merge", line)


def from_toml(error: ValueError, text: str) -> UnreadableError:
    said = str(error)
    match = _PLACE.search(said)
    line, column = text.rstrip().count("\n") + 1, 1
    if match is not None and match[1]:
        line, column = int(match[1]), int(match[2])
    return UnreadableError(f"is not valid TOML: {_PLACE.sub('', said)}", line, column)


def from_json(error: ValueError) -> UnreadableError:
    line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
    return UnreadableError(f"is not valid JSON: {getattr(error, 'msg', error)}", line, column)
