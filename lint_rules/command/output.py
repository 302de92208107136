"""Where a run's output goes, and the lines below it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from lint_rules.errors import LintError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from lint_rules.engine import Session
    from lint_rules.formats import View
    from lint_rules.model import Finding


def view_of(session: Session, options: argparse.Namespace) -> View:
    from lint_rules.formats import View

    return View(
        session.root,
        Path.cwd(),
        colour=_wants_colour(options),
        unsafe=options.unsafe_fixes,
        texts=session.texts,
    )


def put(text: str, file: Path | None, stream: TextIO | None = None) -> None:
    if file is None:
        stream = stream or sys.stdout
        stream.write(text)
        stream.flush()
        return
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise LintError(f"--output-file: {file}: {error.strerror}") from None


def shown_summary(findings: Sequence[Finding], fixed: int, unsafe: bool, known: int = 0) -> str:
    """What was found, what was fixed, and what fixing could do. ``known``: how many the baseline holds."""
    counted = f"{len(findings) + fixed} problem{'s' * (len(findings) + fixed != 1)}"
    if not findings:
        new = "Nothing found." if not known else f"Nothing new found ({known} in the baseline)."
        return f"Found {counted}, fixed all." if fixed else new
    files = len({finding.path for finding in findings})
    where = f" in {files} file{'s' * (files != 1)}"
    said = f"Found {counted} ({fixed} fixed, {len(findings)} left{where})." if fixed else ""
    return (said or f"Found {counted}{where}.") + _hint(findings, unsafe)


def _hint(findings: Sequence[Finding], unsafe: bool) -> str:
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    safe = sum(fix.safe or unsafe for fix in fixes)
    hidden = len(fixes) - safe
    if safe:
        more = f" ({hidden} more with `--unsafe-fixes`)" if hidden else ""
        return f"\n[*] {safe} fixable with `--fix`{more}."
    return f"\n{hidden} fixable with `--fix --unsafe-fixes`." if hidden else ""


def _wants_colour(options: argparse.Namespace) -> bool:
    if options.color != "auto":
        return bool(options.color == "always")
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or options.output_file is not None:
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()
