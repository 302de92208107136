"""Names the lines of a proven source, and ties them to what the linter says there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.model import Finding, Site
from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import lint_rules
    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.flow import Root
    from pytest_repro.trials.planner import Atom


@dataclass(frozen=True)
class Located:
    """Sites of one atom and the findings at them."""

    sites: tuple[Site, ...]
    findings: tuple[Finding, ...]
    how: str = ""
    """How the sites were named, where no draw was seen at them."""


class Locator:
    """Knows what the linter says of the user's files that ran in the recorded trial."""

    def __init__(self, evidence: Evidence, root: Path) -> None:
        self._evidence = evidence
        self._root = root
        found, self.note = _lint(evidence.files(), root)
        self._found = tuple(found)

    def locate(self, atom: Atom) -> Located:
        source = all_sources()[atom.source]
        if not source.traced:
            return self._by_static_analysis(source.rules)
        drawn = self._evidence.sites(atom)
        flagged = tuple(site for site in drawn if any(f.code in source.rules for f in self._at(site)))
        if issubclass(source, AmbientStream):
            # Draws move a stream on for one another: none can be left out for what the linter says of it.
            sites = tuple(dict.fromkeys((*flagged, *drawn)))
        else:
            # Listings are draws, sorted or not: where the linter tells them apart, believe it.
            sites = flagged or drawn
        return Located(sites, self._findings(sites))

    def at(self, sites: tuple[Site, ...]) -> Located:
        """Sites that were proven one by one, with the findings there."""
        return Located(sites, self._findings(sites))

    def _by_static_analysis(self, rules: tuple[str, ...]) -> Located:
        pairs = [
            (site, finding)
            for finding in self._found
            if finding.code in rules
            and (site := self._evidence.site_at(str(self._root / finding.path), finding.line)) is not None
        ]
        sites = tuple(dict.fromkeys(site for site, _ in pairs))
        how = _BY_RULES if sites else _NOWHERE
        return Located(sites, tuple(_plain(finding) for _, finding in pairs), how)

    def flagged(self, atom: Atom) -> tuple[tuple[str, int], ...]:
        """Of a source that cannot be traced, the lines that its rules flag."""
        source = all_sources()[atom.source]
        if source.traced:
            return ()
        return tuple(
            dict.fromkeys(
                (str(self._root / finding.path), finding.line)
                for finding in self._found
                if finding.code in source.rules
            )
        )

    def among(self, atom: Atom, roots: Sequence[Root]) -> Located:
        """Of the lines at which two traces begin to differ, those that a rule flags, else all of them."""
        flagged = [
            (file, line)
            for file, line in self.flagged(atom)
            if any(root.holds(os.path.realpath(file), line) or root.holds(file, line) for root in roots)
        ]
        sites = [site for place in flagged if (site := self._evidence.site_at(*place)) is not None]
        named = _BY_BOTH if sites else _BY_TRACES
        sites = sites or [self._evidence.site_of_root(root) for root in roots]
        found = self._findings(sites)
        codes = all_sources()[atom.source].rules
        mine = tuple(finding for finding in found if finding.code in codes)
        return Located(tuple(dict.fromkeys(sites)), mine or found, named)

    def _at(self, site: Site) -> list[lint_rules.Finding]:
        return [f for f in self._found if f.path == site.path and f.line <= site.line <= f.end_line]

    def _findings(self, sites: Iterable[Site]) -> tuple[Finding, ...]:
        return tuple(dict.fromkeys(_plain(finding) for site in sites for finding in self._at(site)))


_BY_RULES = "the draw cannot be traced: static analysis named the line, among the functions that ran"
_NOWHERE = "the draw cannot be traced, and static analysis finds no line to name in what ran"
_BY_TRACES = (
    "the draw cannot be traced: the line is the first after which values differ when only this varies"
)
_BY_BOTH = "the draw cannot be traced: values first differ after this line, which a rule flags"


def _lint(files: tuple[str, ...], root: Path) -> tuple[list[lint_rules.Finding], str]:
    """The findings, and why there are none if the linter could not be asked."""
    import lint_rules

    try:
        return lint_rules.lint(files, root=root), ""
    except Exception as error:
        # Neither a broken configuration of the linter nor a fault in it may cost the diagnosis.
        return [], f"repro-lint could not be asked: {' '.join(str(error).split())}"


def _plain(finding: lint_rules.Finding) -> Finding:
    return Finding(finding.code, finding.path, finding.line, finding.message)
