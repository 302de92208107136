"""Names the lines of a proven source, and ties them to what the linter says there."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.unordered import ordered
from pytest_repro.diagnosis.zone import ZONE, conversions
from pytest_repro.model import Cause, Finding, Site
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import lint_rules
    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.taint import Root


@dataclass(frozen=True)
class Located:
    """Sites of one atom and the findings at them."""

    sites: tuple[Site, ...]
    findings: tuple[Finding, ...]
    how: str = ""
    """How the sites were named, where no draw was seen at them."""
    races: Located | None = None
    """Of an order of threads, the lines at which these change what all share: the order is a race then."""


class Locator:
    """Knows what the linter says of the user's files that ran in the recorded trial."""

    def __init__(self, evidence: Evidence, root: Path) -> None:
        self._evidence = evidence
        self._root = root
        found, self.note = _lint(evidence.files(), root, unsure=True)
        self._found = tuple(finding for finding in found if finding.confidence != "low")
        # What the linter does not show by default still is a better guess than none.
        self._unsure = tuple(finding for finding in found if finding.confidence == "low")
        self._names = {os.path.realpath(file): file for file in evidence.files()}

    def locate(self, atom: Atom) -> Located:
        source = all_sources()[atom.source]
        if not source.traced:
            return self.by_static_analysis(source.rules)
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

    def by_static_analysis(self, rules: tuple[str, ...]) -> Located:
        """Lines that one of ``rules`` flags, in functions that ran."""
        pairs = self._that_ran(self._found, rules) or self._that_ran(self._unsure, rules)
        sites = tuple(dict.fromkeys(site for site, _ in pairs))
        how = _BY_RULES if sites else _NOWHERE
        return Located(sites, tuple(_plain(finding) for _, finding in pairs), how)

    def _that_ran(
        self, found: tuple[lint_rules.Finding, ...], rules: tuple[str, ...]
    ) -> list[tuple[Site, lint_rules.Finding]]:
        return [
            (site, finding)
            for finding in found
            if finding.code in rules
            and (site := self._evidence.site_at(self._file(finding.path), finding.line)) is not None
        ]

    def flagged(self, atom: Atom) -> tuple[tuple[str, int], ...]:
        """Of what cannot be traced, the lines that its rules flag, or that are known to depend on it."""
        if atom == ZONE:
            return conversions(self._evidence)
        source = all_sources()[atom.source]
        return () if source.traced else self._places(source.rules)

    def ordering(self, atom: Atom) -> tuple[tuple[str, int], ...]:
        """Lines that the rules of a source flag, whether it can be traced or not."""
        return self._places(all_sources()[atom.source].rules)

    def racing(self) -> tuple[tuple[str, int], ...]:
        """Lines that rules for races flag."""
        codes = (code for source in all_sources().values() if source.inherent for code in source.rules)
        return self._places(tuple(codes))

    def objects(self, atom: Atom, place: tuple[str, int]) -> bool:
        """Whether a rule that flags the line speaks for the atom's source, and for none that is nearer."""
        known = all_sources()
        return any(
            self._distance(atom.source, place)
            == min(self._distance(name, place) for name in known if code in known[name].rules)
            for code in known[atom.source].rules
            if place in self._places((code,))
        )

    def _distance(self, name: str, place: tuple[str, int]) -> int:
        """How far a source is from a finding: one that was drawn on there is near, a stream the nearest.

        Several sources share a rule: what `hash()` is asked for may be a text or an address.
        """
        source = all_sources()[name]
        if place not in self._evidence.places(Atom(name)):
            return 2
        return 0 if issubclass(source, AmbientStream) else 1

    def _places(self, codes: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        """Lines flagged by one of the rules, in files as recordings name them."""
        sure = [(f.path, f.line) for f in self._found if f.code in codes]
        places = sure or [(f.path, f.line) for f in self._unsure if f.code in codes]
        return tuple(dict.fromkeys((self._file(path), line) for path, line in places))

    def _file(self, path: str) -> str:
        full = os.path.realpath(self._root / path)
        return self._names.get(full, full)

    def among(self, atom: Atom, roots: Sequence[Root], places: Sequence[tuple[str, int]] = ()) -> Located:
        """Of the lines at which two traces begin to differ, those that a rule flags, else all of them.

        ``places``: flagged lines that they lead to, in a child process say.
        """
        flagged = [place for place in self.flagged(atom) if any(root.holds(*place) for root in roots)]
        sites = [site for p in dict.fromkeys((*flagged, *places)) if (site := self._evidence.site_at(*p))]
        named = _BY_BOTH if sites else _BY_TRACES
        sites = sites or [self._evidence.site_of_root(root) for root in ordered(roots)]
        found = self._findings(sites)
        codes = all_sources()[atom.source].rules
        mine = tuple(finding for finding in found if finding.code in codes)
        return Located(tuple(dict.fromkeys(sites)), mine or found, named)

    def _at(self, site: Site) -> list[lint_rules.Finding]:
        here = [
            f
            for f in (*self._found, *self._unsure)
            if f.path == site.path and f.line <= site.line <= f.end_line
        ]
        return [f for f in here if f.confidence != "low"] or here

    def _findings(self, sites: Iterable[Site]) -> tuple[Finding, ...]:
        return tuple(dict.fromkeys(_plain(finding) for site in sites for finding in self._at(site)))


_BY_RULES = "the draw cannot be traced: static analysis named the line, among the functions that ran"
_NOWHERE = "the draw cannot be traced, and static analysis finds no line to name in what ran"
_BY_TRACES = (
    "the draw cannot be traced: the line is the first after which values differ when only this varies"
)
_BY_BOTH = "the draw cannot be traced: values first differ after this line, which a rule flags"


def flagged(files: Sequence[str], root: Path, rules: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """Lines of the files to which one of the rules objects, be it with little confidence."""
    names = {os.path.realpath(file): file for file in files}
    found = (f for f in _lint(tuple(files), root, unsure=True)[0] if f.code in rules)
    return tuple((names[os.path.realpath(root / finding.path)], finding.line) for finding in found)


def findings_in(files: Sequence[str], root: Path) -> tuple[Finding, ...]:
    """All that the linter shows by default; where that is nothing, what it is not sure of."""
    found = _lint(tuple(files), root, unsure=True)[0]
    sure = [finding for finding in found if finding.confidence != "low"]
    return tuple(_plain(finding) for finding in sure or found)


def with_opt_in(causes: Iterable[Cause], root: Path) -> tuple[Cause, ...]:
    """Proven causes whose lines no rule names, with what rules say that have to be asked for."""
    known = tuple(causes)
    bare = [cause for cause in known if cause.status == "proven" and cause.sites and not cause.findings]
    files = sorted({str(root / site.path) for cause in bare for site in cause.sites})
    found = _lint(tuple(files), root, opt_in=True)[0] if files else []
    return tuple(replace(c, findings=_asked_for(c, found)) if c in bare else c for c in known)


def _asked_for(cause: Cause, found: list[lint_rules.Finding]) -> tuple[Finding, ...]:
    rules, lines = all_sources()[cause.source].rules, {(site.path, site.line) for site in cause.sites}
    mine = (f for f in found if f.code in rules and (f.path, f.line) in lines)
    return tuple(dict.fromkeys(replace(_plain(finding), opt_in=True) for finding in mine))


def _lint(
    files: tuple[str, ...], root: Path, opt_in: bool = False, unsure: bool = False
) -> tuple[list[lint_rules.Finding], str]:
    """The findings, and why there are none if the linter could not be asked."""
    import lint_rules

    try:
        return lint_rules.lint(files, root=root, opt_in=opt_in, unsure=unsure), ""
    except Exception as error:
        # Neither a broken configuration of the linter nor a fault in it may cost the diagnosis.
        return [], f"repro-lint could not be asked: {' '.join(str(error).split())}"


def _plain(finding: lint_rules.Finding) -> Finding:
    return Finding(finding.code, finding.path, finding.line, finding.message)
