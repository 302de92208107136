"""One cause: the source, the lines that drew on it, why it matters, and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line
from pytest_repro.reports.section.mismatch import shown_of
from pytest_repro.reports.section.site import site_lines
from pytest_repro.reports.text import paragraph, printable

if TYPE_CHECKING:
    from pytest_repro.model import Cause, Finding, Site
    from pytest_repro.reports.base import View

_COLOURS = {"proven": {"red": True}, "suspect": {"yellow": True}}


def cause_lines(cause: Cause, view: View, unnamed: bool = True) -> list[Line]:
    """``unnamed``: whether to say so where no rule of the linter names the line."""
    lines = [Line(), Line(f"  {cause.status} cause: {cause.name}", _COLOURS[cause.status])]
    shown = cause.sites[: shown_of(len(cause.sites), view)]
    for site in shown:
        lines += _site(site, cause, view, unnamed)
    if len(shown) < len(cause.sites):
        lines.append(Line(f"    and {len(cause.sites) - len(shown)} more places"))
    if not cause.sites:
        lines.append(Line("    the line was not found"))
    for finding in _elsewhere(cause):
        told = f"{finding.path}:{finding.line} {finding.code}: {finding.message}"
        lines += paragraph(printable(told), view.width, indent=4)
    if cause.explanation:
        lines += paragraph(cause.explanation, view.width, indent=4, label="why: ")
    if cause.fix:
        lines += paragraph(cause.fix, view.width, indent=4, label="fix: ", markup={"green": True})
    return lines


def _site(site: Site, cause: Cause, view: View, unnamed: bool) -> list[Line]:
    here = [f for f in cause.findings if (f.path, f.line) == (site.path, site.line)]
    codes = sorted({f"{f.code}, opt-in" if f.opt_in else f.code for f in here})
    # A line that is proven guilty and that no rule names is a gap in the linter: say so.
    gap = unnamed and cause.status == "proven" and not cause.findings
    tie = f" [{'; '.join(codes)}]" if codes else " [no lint rule]" if gap else ""
    return site_lines(site, view, tie)


def _elsewhere(cause: Cause) -> list[Finding]:
    """The findings that stand at none of the sites, such as a rule that flags a later use."""
    places = {(site.path, site.line) for site in cause.sites}
    return [finding for finding in cause.findings if (finding.path, finding.line) not in places]
