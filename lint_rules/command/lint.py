"""`repro-lint PATH…`: lint, fix, show, and say by the exit status how it went."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from lint_rules.command.combinations import check
from lint_rules.command.options import format_from, resources_from, settings_from
from lint_rules.command.output import put, shown_summary, view_of
from lint_rules.command.status import CLEAN, FAILED, FOUND
from lint_rules.errors import ConfigError
from lint_rules.fixing.outcome import Outcome

if TYPE_CHECKING:
    import argparse

    from lint_rules.engine import Session
    from lint_rules.formats import View
    from lint_rules.model import Finding


def run(options: argparse.Namespace) -> int:
    """Run what the options say."""
    from lint_rules.engine import Session

    check(options)
    settings = settings_from(options)
    stdin: bytes | None = None
    if options.paths == ["-"]:
        from lint_rules.command.stdin import open_stdin

        session, stdin = open_stdin(options.stdin_filename, settings)
    else:
        session = Session.open(options.paths or ["."], settings=settings)
    session = replace(session, resources=resources_from(options, session))
    if options.show_files or options.show_settings:
        from lint_rules.command import showing

        (showing.show_files if options.show_files else showing.show_settings)(session)
        return CLEAN
    if options.fix or options.fix_only or options.diff:
        _check_environment(session)
    if options.write_baseline:
        from lint_rules.command.known import path_of

        path_of(session)  # nobody wants to be told after the work
    if options.diff:
        return _show_diff(session, options)
    outcome = _fix(session, options, stdin) if options.fix or options.fix_only else Outcome(session.lint())
    _unless_nothing(outcome, session, options)
    view = view_of(session, options)
    if options.write_baseline:
        from lint_rules.command.known import write_known

        broken = write_known(outcome.findings, session, view)
        return _report(replace(outcome, findings=broken), view, options, 0) if broken else CLEAN
    if options.unused_suppressions:
        from lint_rules.command.warnings import warn_of_unused

        warn_of_unused(session, outcome.findings, view)
    left = _new(outcome.findings, session, view, options)
    return _report(replace(outcome, findings=left), view, options, len(outcome.findings) - len(left))


def _new(findings: list[Finding], session: Session, view: View, options: argparse.Namespace) -> list[Finding]:
    """What is not in the baseline. Says what is odd on the way."""
    if findings:
        from lint_rules.command.warnings import warn_of_unknown_codes

        warn_of_unknown_codes(findings, view)
    if session.config.baseline is None:
        return findings
    from lint_rules.command.known import without_known

    return without_known(findings, session, view, options.quiet)


def _unless_nothing(outcome: Outcome, session: Session, options: argparse.Namespace) -> None:
    """Say so where nothing was found because nothing was linted."""
    if not outcome.findings and not outcome.fixed:
        from lint_rules.command.warnings import warn_of_nothing

        warn_of_nothing(session, options.paths)


def _check_environment(session: Session) -> None:
    """Only where something is to be fixed: who lints alone need not have made the environment."""
    named = session.config.environment
    if named is None:
        return
    from lint_rules.manifests.python.environments import is_environment

    if not is_environment(named):
        raise ConfigError(f"'environment': {named}: has no installed packages; name an environment")


def _show_diff(session: Session, options: argparse.Namespace) -> int:
    from lint_rules.fixing.diffs import unified
    from lint_rules.fixing.rounds import fix

    outcome = fix(session, options.unsafe_fixes)
    view = view_of(session, options)
    changed = outcome.changed or {}
    _unless_nothing(outcome, session, options)
    text = "".join(unified(view.shown(str(path)), *texts) for path, texts in changed.items())
    put(text, options.output_file)
    if not options.quiet:
        hidden = sum(finding.fix is not None and not finding.fix.safe for finding in outcome.findings)
        more = f" ({hidden} more with `--unsafe-fixes`)" if hidden and not options.unsafe_fixes else ""
        print(f"Would fix {_count(len(outcome.fixed))}{more}.", file=sys.stderr)
    return _unless_failed(outcome.findings, FOUND if changed and not options.exit_zero else CLEAN, told=False)


def _unless_failed(findings: list[Finding], status: int, *, told: bool) -> int:
    """The status, unless the linter itself failed at some place; says so where no output has ``told``."""
    failures = [finding for finding in findings if finding.is_internal]
    for failure in () if told else failures:
        print(f"repro-lint: error: {failure.path}:{failure.line}: {failure.message}", file=sys.stderr)
    return FAILED if failures else status


def _fix(session: Session, options: argparse.Namespace, stdin: bytes | None) -> Outcome:
    from lint_rules.fixing.files import write
    from lint_rules.fixing.rounds import fix

    outcome = fix(session, options.unsafe_fixes)
    if stdin is not None:
        from lint_rules.command.stdin import put_fixed

        put_fixed(session, outcome, stdin)
    else:
        for path, (before, after) in (outcome.changed or {}).items():
            write(path, before, after)
    return outcome


def _report(outcome: Outcome, view: View, options: argparse.Namespace, known: int) -> int:
    from lint_rules.formats import format_named

    chosen = format_from(options)
    findings = [f for f in outcome.findings if f.is_internal or not options.fix_only]
    if options.statistics:
        from lint_rules.formats.parts.statistics import statistics

        text = statistics(findings, chosen)
    else:
        text = format_named(chosen).render(findings, view)
    fixing_stdin = options.paths == ["-"] and (options.fix or options.fix_only)
    put(text, options.output_file, sys.stderr if fixing_stdin else sys.stdout)
    if not options.quiet and chosen in ("concise", "full", "grouped"):
        print(shown_summary(findings, len(outcome.fixed), options.unsafe_fixes, known), file=sys.stderr)
    failed = findings or (outcome.fixed and options.exit_non_zero_on_fix)
    return _unless_failed(findings, FOUND if failed and not options.exit_zero else CLEAN, told=True)


def _count(number: int) -> str:
    return f"{number} problem{'s' * (number != 1)}"
