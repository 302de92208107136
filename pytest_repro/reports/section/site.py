"""A line of the user's, with what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line
from pytest_repro.reports.text import printable, shorten

if TYPE_CHECKING:
    from pytest_repro.model import Site
    from pytest_repro.reports.base import View

_LEAST_TEXT = 20


def site_lines(site: Site, view: View, tie: str = "") -> list[Line]:
    """``tie``: what is to be said of it in its first line."""
    function = f" in {printable(site.function)}" if site.function else ""
    lines = [Line(f"    {printable(site.path)}:{site.line}{function}{tie}", {"bold": True})]
    if site.text:
        lines.append(Line(f"        {shorten(printable(site.text), max(view.width - 8, _LEAST_TEXT))}"))
    return lines
