"""What is odd but no finding, on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load_written
from lint_rules.analysis.reading.sources import NOTEBOOK, UnreadableError
from lint_rules.model import SYNTAX_ERROR
from lint_rules.suppression import malformed, unknown_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.engine import Session
    from lint_rules.formats import View
    from lint_rules.model import Finding


_NAMED = 3  # paths that are named one by one


def warn_of_nothing(session: Session, paths: Sequence[str]) -> None:
    """Paths without anything to lint: a mistyped one would pass for ever."""
    if paths == ["-"] or session.has_files():
        return
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    print(
        f"repro-lint: warning: no file to lint in {', '.join(paths[:_NAMED]) or '.'}{more}", file=sys.stderr
    )


def warn_of_unused(session: Session, findings: Sequence[Finding], view: View) -> None:
    """Comments that silence nothing."""
    from lint_rules.unused import unused_suppressions

    for unused in unused_suppressions(session, findings):
        place = f"{view.shown(unused.path)}:{unused.line}" if unused.line else view.shown(unused.path)
        what = "anything" if unused.code == "*" else unused.code
        print(f"repro-lint: warning: {place}: there is nothing to silence for {what}", file=sys.stderr)


def warn_of_unknown_codes(findings: Sequence[Finding], view: View) -> None:
    """Comments that name no rule, or not in brackets, and silence nothing; where something was found."""
    from lint_rules.catalogue import catalogue

    known = [SYNTAX_ERROR, *(name for rule in catalogue() for name in (rule.code, rule.name))]
    for path in sorted({finding.path for finding in findings if finding.code != SYNTAX_ERROR}):
        try:
            text = load_written(view.absolute(path), view.texts)
        except UnreadableError:
            continue
        said = [(line, f"no rule is called {code!r}") for line, code in unknown_codes(text, known)]
        said += [(n, f"{had!r} silences nothing; write {meant!r}") for n, had, meant in malformed(text)]
        for line, warning in sorted(said):
            place = view.shown(path) if path.endswith(NOTEBOOK) else f"{view.shown(path)}:{line}"
            print(f"repro-lint: warning: {place}: {warning}", file=sys.stderr)
