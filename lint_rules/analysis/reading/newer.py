"""Syntax that only newer Pythons know: a file that uses it does not parse here, and is not broken."""

from __future__ import annotations

import re
import sys

# The first version that knows it, what it is called, and how a line that uses it looks.
_NEWER = (
    ((3, 11), "`except*`", re.compile(r"^\s*except\s*\*")),
    ((3, 11), "a star in an index", re.compile(r"\w\[(.*,)?\s*\*\w")),
    ((3, 12), "a `type` statement", re.compile(r"^\s*type\s+\w+\s*(\[.*\])?\s*=")),
    ((3, 12), "a list of type parameters", re.compile(r"^\s*((async\s+)?def|class)\s+\w+\s*\[")),
    ((3, 14), "a template string", re.compile(r"(?<!\w)(t|rt|tr)(\"|')", re.IGNORECASE)),
    ((3, 14), "`except` without parentheses", re.compile(r"^\s*except\s+[\w.]+(\s*,\s*[\w.]+)+\s*:")),
    ((3, 15), "a lazy import", re.compile(r"^\s*lazy\s+(import|from)\s")),
)
_FORMATTED = "f-string"


def newer_syntax(error: SyntaxError, running: tuple[int, int] = sys.version_info[:2]) -> str:
    """`; a `type` statement needs Python 3.12, this is 3.11`, or nothing where the file is just wrong."""
    line = error.text or ""
    for version, shown, pattern in _NEWER:
        if running < version and pattern.search(line):
            return _said(shown, version, running)
    if running < (3, 12) and (error.msg or "").startswith(_FORMATTED):
        return _said("the same quote or a backslash inside an f-string", (3, 12), running)
    return ""


def _said(shown: str, needed: tuple[int, int], running: tuple[int, int]) -> str:
    versions = [".".join(map(str, version)) for version in (needed, running)]
    return f"; {shown} needs Python {versions[0]}, and repro-lint runs on {versions[1]}"
