"""What may be suspected before any trial has been recorded: nothing has been seen, but much can be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.locate import findings_in
from pytest_repro.interpose.imported import imported_files
from pytest_repro.interpose.sites import Place, SiteFinder
from pytest_repro.model import Cause
from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_repro.model import Finding

_MOST = 3
"""As many as are named where trials ended the search."""


def unseen_suspects(varied: Sequence[str], root: Path) -> tuple[Cause, ...]:
    """Of the sources that the check varied, those whose rules flag lines in what the session has imported.

    Where several sources share a rule, the likeliest of them.
    """
    known = all_sources()
    ranked = sorted(varied, key=lambda name: (known[name].suspicion, name))
    mine: dict[str, list[Finding]] = {name: [] for name in ranked}
    for finding in findings_in(imported_files(root), root):
        nearest = next((name for name in ranked if finding.code in known[name].rules), None)
        if nearest is not None:
            mine[nearest].append(finding)
    return tuple(_suspect(name, tuple(found), root) for name, found in mine.items() if found)[:_MOST]


def _suspect(name: str, findings: tuple[Finding, ...], root: Path) -> Cause:
    source, finder = all_sources()[name], SiteFinder(root)
    places = (Place(os.fspath(root / finding.path), finding.line, "") for finding in findings)
    sites = tuple(finder.site(place) for place in dict.fromkeys(places))
    return Cause(
        source=name,
        status="suspect",
        explanation=f"{source.explanation} (static analysis named the line; no trial has shown that it ran)",
        fix=source.remedy("", [site.text for site in sites]),
        sites=sites,
        findings=findings,
    )
