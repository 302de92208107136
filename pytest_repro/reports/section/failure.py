"""A trial that gave no value: the line where it was, and what it had printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line
from pytest_repro.reports.section.mismatch import shown_of
from pytest_repro.reports.section.site import site_lines
from pytest_repro.reports.text import paragraph, printable

if TYPE_CHECKING:
    from pytest_repro.model import Failure
    from pytest_repro.reports.base import View


def failure_lines(failure: Failure, view: View) -> list[Line]:
    """What ended it is told with the reason, or with the mismatch."""
    lines = []
    if failure.site is not None:
        fixture = f", in the fixture {failure.fixture}" if failure.fixture else ""
        heading = f"{failure.trial} trial{fixture}:"
        lines = [*paragraph(printable(heading), view.width, indent=2), *site_lines(failure.site, view)]
    shown = failure.printed[-shown_of(len(failure.printed), view) :]
    if len(shown) > 1:  # a single line stands in the reason
        lines.append(Line("  it last printed:"))
        lines += [line for text in shown for line in paragraph(printable(text), view.width, indent=4)]
    return lines
