"""`repro-lint PATH…`: lint, show, and say by the exit status how it went."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.command.options import settings_from
from lint_rules.command.status import CLEAN, FOUND
from lint_rules.errors import LintError

if TYPE_CHECKING:
    import argparse

    from lint_rules.engine import Session
    from lint_rules.model import Finding


def run(options: argparse.Namespace) -> int:
    from lint_rules.engine import Session

    session = Session.open(options.paths or ["."], settings=settings_from(options))
    if options.show_files:
        return _show_files(session)
    if options.show_settings:
        return _show_settings(session)
    findings = session.lint()
    _write(findings, session, options)
    return FOUND if findings and not options.exit_zero else CLEAN


def _show_files(session: Session) -> int:
    sys.stdout.write("".join(f"{path}\n" for path in session.files()))
    return CLEAN


def _show_settings(session: Session) -> int:
    print(f"root = {str(session.root)!r}")
    for name, value in asdict(session.config).items():
        print(f"{name.replace('_', '-')} = {str(value) if isinstance(value, Path) else value!r}")
    return CLEAN


def _write(findings: list[Finding], session: Session, options: argparse.Namespace) -> None:
    from lint_rules.formats import View, format_named
    from lint_rules.formats.parts.statistics import statistics

    view = View(session.root, Path.cwd(), colour=_wants_colour(options))
    if options.statistics:
        text = statistics(findings, options.output_format)
    else:
        text = format_named(options.output_format).render(findings, view)
    _put(text, options.output_file)
    if not options.quiet and options.output_format in ("concise", "full"):
        print(_summary(findings), file=sys.stderr)


def _put(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LintError(f"--output-file: {file}: {error.strerror}") from None


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing found."
    files = len({finding.path for finding in findings})
    return f"Found {len(findings)} problem{'s' * (len(findings) != 1)} in {files} file{'s' * (files != 1)}."


def _wants_colour(options: argparse.Namespace) -> bool:
    if options.color != "auto":
        return bool(options.color == "always")
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or options.output_file is not None:
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()
