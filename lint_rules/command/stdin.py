"""A text on standard input, in the place of a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources
from lint_rules.errors import LintError

if TYPE_CHECKING:
    from lint_rules.engine import Session
    from lint_rules.settings import Settings


def open_stdin(filename: Path | None, settings: Settings) -> Session:
    """A session on what standard input holds. Its name decides on settings and on the kind of file."""
    from lint_rules.engine import Session

    path = Path(os.path.abspath(filename or "stdin.py"))  # noqa: PTH100 - keep links as given
    try:
        text = sources.decode(sys.stdin.buffer.read())
    except sources.UnreadableError as fault:
        raise LintError(f"{filename or 'standard input'}:{fault.line}: {fault.message}") from None
    return Session.open([path], settings=settings, texts={path: text})
