"""Python without a suffix that says so: what a shebang hands to an interpreter of Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FIRST_LINE = 256  # bytes that a system reads of it
_SHEBANG = re.compile(r"#![^\n]*(?:\b(?:python|pypy)[\d.]*w?(?=\s|$)|\buv run\b)")


def runs_python(text: str) -> bool:
    """Whether the first line of a text is `#!/usr/bin/env python3` or the like."""
    return _SHEBANG.match(text) is not None


def is_script(path: Path) -> bool:
    """Whether a file holds such a text. A pipe is left alone: it may have no end, and is read but once."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            first = file.read(_FIRST_LINE)
    except OSError:
        return False
    return runs_python(first.decode("utf-8", "replace"))
