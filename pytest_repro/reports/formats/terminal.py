"""The report as the lines of pytest's terminal section ``repro``.

What is reproducible takes no line of its own without ``-v``; what is not gets its causes first by source,
then where, why and how to mend it. Axes are the same for nearly every check, so they are summed up once.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pytest_repro.counting import counted
from pytest_repro.reports.base import Line, ReportFormat, View
from pytest_repro.reports.section.axes import axis_lines
from pytest_repro.reports.section.cause import cause_lines
from pytest_repro.reports.section.failure import failure_lines
from pytest_repro.reports.section.mismatch import mismatch_lines
from pytest_repro.reports.text import paragraph, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.model import Check, Report, TrialSummary

# The worst first: the order in which the summary counts.
_COLOURS = {
    "irreproducible": {"red": True, "bold": True},
    "error": {"red": True, "bold": True},
    "environment-sensitive": {"yellow": True, "bold": True},
    "reproducible": {"green": True},
}
_NOUNS = {"fixture": "training fixture", "test": "test"}
_NO_CHECKS = (
    "no training fixture was set up: decorate one with pytest_repro.training_fixture, "
    "or name an existing one with --repro-fixture"
)


class TerminalFormat(ReportFormat):
    name = "terminal"

    def render(self, report: Report, view: View) -> str:
        return "".join(f"{line.text}\n" for line in terminal_lines(report, view.verbose, view.width))


def terminal_lines(report: Report, verbose: int = 0, width: int = 80) -> list[Line]:
    """The section for pytest's terminal, line by line.

    ``verbose`` is pytest's count of ``-v`` and ``width`` the terminal's in cells. Lines keep to the width
    except where a path or a name is longer: those are never cut.
    """
    view = View(verbose, width)
    if not report.checks:
        return paragraph(_NO_CHECKS, view.width, markup={"yellow": True})
    blocks = [_block(check, view) for check in report.checks]
    footer = axis_lines(report.checks, view)
    return [*_summary(report.checks, view), *(line for block in blocks for line in block), *footer]


def _summary(checks: Sequence[Check], view: View) -> list[Line]:
    counts = {verdict: sum(check.verdict == verdict for check in checks) for verdict in _COLOURS}
    worst = next(verdict for verdict, count in counts.items() if count)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    kinds = Counter(_NOUNS[check.kind] for check in checks)
    counts_of = (counted(kinds[noun], noun) for noun in _NOUNS.values() if kinds[noun])
    return paragraph(f"{' and '.join(counts_of)} checked: {told}", view.width, markup=_COLOURS[worst])


def _block(check: Check, view: View) -> list[Line]:
    heading = f"{check.verdict} {printable(check.id)}"
    if check.verdict == "reproducible":
        shown = [Line(heading, _COLOURS[check.verdict])] if view.verbose > 0 or check.limits else []
        return [*shown, *_limits(check, view)]
    lines = [Line(), Line(heading, _COLOURS[check.verdict]), _declaration(check)]
    if check.reason:
        lines += paragraph(check.reason, view.width, indent=2)
    lines += mismatch_lines(check.mismatches, view)
    for failure in check.failures:
        lines += failure_lines(failure, view)
    for cause in check.causes:
        # That another machine adds in another order is no fault of the line.
        lines += cause_lines(cause, view, unnamed=check.verdict == "irreproducible")
    if check.cleared:
        lines += [Line(), *paragraph(", ".join(check.cleared), view.width, indent=2, label="cleared: ")]
    lines += _limits(check, view)
    lines += _trials(check.trials, view)
    return lines


def _limits(check: Check, view: View) -> list[Line]:
    return [
        line for limit in check.limits for line in paragraph(limit, view.width, indent=2, label="limit: ")
    ]


def _declaration(check: Check) -> Line:
    params = ", ".join(f"{name}={check.params[name]}" for name in sorted(check.params))
    named = f"{check.fixture} ({params})" if params else check.fixture
    return Line(
        f"  {check.kind} {printable(named)} at {printable(check.location.path)}:{check.location.line}"
    )


def _trials(trials: Sequence[TrialSummary], view: View) -> list[Line]:
    if not trials:
        return []
    seconds = sum(trial.seconds for trial in trials)
    noun = "trial" if len(trials) == 1 else "trials"
    lines = [Line(f"  {len(trials)} {noun} in {seconds:.1f} s")]
    if view.verbose > 0:
        for trial in trials:
            lines += paragraph(_trial(trial), view.width, indent=4, hang=2)
    return lines


def _trial(trial: TrialSummary) -> str:
    verdict = {None: "not compared", True: "equal", False: "differs"}[trial.equal]
    varied = f", varied {', '.join(trial.varied)}" if trial.varied else ""
    replayed = f", replayed {', '.join(trial.replayed)}" if trial.replayed else ""
    return f"{trial.purpose}: {verdict} in {trial.seconds:.1f} s{varied}{replayed}"
