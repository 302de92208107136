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
    from lint_rules.fixing.outcome import Outcome
    from lint_rules.settings import Settings


def open_stdin(filename: Path | None, settings: Settings) -> tuple[Session, bytes]:
    """A session on standard input, and its bytes. The name decides on settings and kind of file."""
    from lint_rules.engine import Session

    path = Path(os.path.abspath(filename or "stdin.py"))  # noqa: PTH100 - keep links as given
    try:
        data = sys.stdin.buffer.read()
        text = sources.decode(data)
    except sources.UnreadableError as fault:
        raise LintError(f"{filename or 'standard input'}:{fault.line}: {fault.message}") from None
    return Session.open([path], settings=settings, texts={path: text}), data


def put_fixed(session: Session, outcome: Outcome, data: bytes) -> None:
    """Write the text as it is now to standard output, in the bytes in which it came."""
    (path,) = session.texts
    if path in (outcome.changed or {}):
        from lint_rules.fixing.files import encoded

        data = encoded((outcome.changed or {})[path][1], data)
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
