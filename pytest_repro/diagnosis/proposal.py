"""Reads off two traces, between which only suspects were varied, which of them reached the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import compare_traces
from pytest_repro.diagnosis.zone import CLOCK, ZONE
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.planner import LEAKED, Atom

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.flow import Root
    from pytest_repro.diagnosis.locate import Located, Locator


@dataclass(frozen=True)
class Proposal:
    """What is worth a trial: a guess, until it has been replayed."""

    atoms: frozenset[Atom]
    """To be replayed, single sites where a source can be replayed so."""
    located: dict[Atom, Located]
    """Of each source among them, the sites that reached the result, where they could be told."""


def propose(
    recorded: Path, varied: Path, result: str, causes: frozenset[Atom], evidence: Evidence, locator: Locator
) -> Proposal:
    """``recorded`` and ``varied`` are the folders of two traced trials that differ in ``causes`` alone."""
    drawn = {place for atom in causes for place in evidence.places(atom)}
    drawn |= {place for atom in causes for place in locator.flagged(atom)}
    divergence = compare_traces(Trace(recorded), Trace(varied), result, drawn)
    roots = divergence.reaching
    atoms: set[Atom] = set()
    located: dict[Atom, Located] = {}
    explained: set[Root] = set()
    for cause in sorted(causes):
        if all_sources()[cause.source].traced:
            places = evidence.places(cause)
            hit = [place for place in places if any(root.holds(*place) for root in roots)]
            explained |= {root for root in roots if any(root.holds(*place) for place in places)}
            if hit:
                located[cause] = locator.at(tuple(evidence.site_at_place(cause, place) for place in hit))
                atoms |= _by_site(cause, hit) if len(hit) < len(places) else {cause}
    untraced = [cause for cause in sorted(causes) if not all_sources()[cause.source].traced]
    rest = [root for root in roots if root not in explained]
    for cause in untraced:
        flagged = locator.flagged(cause)
        mine = [root for root in roots if any(root.holds(*place) for place in flagged)] or rest
        if cause == LEAKED or (mine and cause != LEAKED):
            atoms.add(cause)
        if mine and cause != LEAKED:
            located[cause] = locator.among(cause, mine)
    if ZONE in causes and CLOCK.source in {atom.source for atom in atoms}:
        atoms.add(ZONE)
    return Proposal(frozenset(atoms) or causes, located)


def _by_site(cause: Atom, places: list[tuple[str, int]]) -> set[Atom]:
    if not all_sources()[cause.source].by_site or cause.part:
        return {cause}
    return {Atom(cause.source, "", file, line) for file, line in places}
