"""What can be made out of a file that does not parse: others may call what it defines, and it may seed.

Its own lines are not linted. The statements of Python 2 that Python 3 refuses most often are rewritten, line
by line, and then whatever line the parser stops at is left out, a number of times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError, scan_text
from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Facts

_PYTHON_2 = (
    (re.compile(r"^([ \t]*)print\b(?!\s*\()[^\n]*", re.MULTILINE), r"\1pass"),
    (re.compile(r"^([ \t]*except [\w.]+), (\w+):", re.MULTILINE), r"\1 as \2:"),
    (re.compile(r"\basync\s*="), "async_="),
)
_MOST_LINES = 12
_MOST_CHARACTERS = 200_000


def salvaged(text: str, path: str) -> Facts | None:
    """The facts of a file without the lines that do not parse; None where too little of it does."""
    if len(text) > _MOST_CHARACTERS:
        return None
    for pattern, instead in _PYTHON_2:
        text = pattern.sub(instead, text)
    lines = split_lines(text)
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
