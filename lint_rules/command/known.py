"""`--baseline` and `--write-baseline`: what is known already is not told again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lint_rules.baseline import Baseline, entry_of, read_baseline
from lint_rules.discovery import relative_path
from lint_rules.errors import LintError
from lint_rules.formats.parts.lines import Lines
from lint_rules.model import SYNTAX_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lint_rules.baseline import Entry
    from lint_rules.engine import Session
    from lint_rules.formats import View
    from lint_rules.model import Finding

_NAMED = 3  # stale entries that are named one by one


def without_known(findings: list[Finding], session: Session, view: View, quiet: bool) -> list[Finding]:
    """The findings that the baseline does not hold. Says on standard error which of its entries are stale."""
    path = session.config.baseline
    if path is None:
        return findings
    new, left = read_baseline(path).compare(findings, Lines(view).of)
    judged = _Judge(session, findings) if left else None
    stale = [entry for entry in left if judged is not None and judged(entry)]
    if stale and not quiet:
        named = ", ".join(f"{entry.path} {entry.code}" for entry in stale[:_NAMED])
        more = f" and {len(stale) - _NAMED} more" if len(stale) > _NAMED else ""
        count = f"{len(stale)} entr{'y is' if len(stale) == 1 else 'ies are'}"
        print(f"{count} stale in {path}: {named}{more}; --write-baseline drops them", file=sys.stderr)
    return new


def path_of(session: Session) -> Path:
    """Where to write the baseline. Raises `LintError` where nobody has said."""
    if session.config.baseline is None:
        raise LintError("--write-baseline: give --baseline FILE, or set 'baseline' in [tool.repro-lint]")
    return session.config.baseline


def write_known(findings: list[Finding], session: Session, view: View) -> list[Finding]:
    """Make the baseline of what is found now, but for what says that a file is not linted: that comes back.

    Entries of files that were not linted, or not wholly, stay.
    """
    path = path_of(session)
    lines = Lines(view)
    known = [finding for finding in findings if finding.code != SYNTAX_ERROR]
    _, left = read_baseline(path).compare(known, lines.of) if path.exists() else ([], [])
    judged = _Judge(session, findings)
    kept = [entry for entry in left if not judged(entry)]
    entries = (*kept, *(entry_of(finding, lines.of(finding)) for finding in known))
    try:
        path.write_text(Baseline(entries).text(), encoding="utf-8")
    except OSError as error:
        raise LintError(f"{path}: cannot be written: {error.strerror}") from None
    print(f"Wrote {len(entries)} finding{'s' * (len(entries) != 1)} to {path}.", file=sys.stderr)
    return [finding for finding in findings if finding.code == SYNTAX_ERROR]


class _Judge:
    """Which entries this run can say anything about: their files are linted, wholly, or gone."""

    def __init__(self, session: Session, findings: Iterable[Finding]) -> None:
        self.session = session
        broken = {finding.path for finding in findings if finding.code == SYNTAX_ERROR}
        self.linted = {relative_path(file, session.root) for file in session.files()} - broken

    def __call__(self, entry: Entry) -> bool:
        if entry.code == SYNTAX_ERROR:
            return True
        if not self.session.config.wants(entry.code):
            return False
        return entry.path in self.linted or not (self.session.root / entry.path).exists()
