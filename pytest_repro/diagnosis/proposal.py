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
) -> tuple[Proposal, ...]:
    """The narrower first. The folders are of two traced trials that differ in ``causes`` alone."""
    drawn = {place for atom in causes for place in evidence.places(atom)}
    drawn |= {place for atom in causes for place in locator.flagged(atom)}
    divergence = compare_traces(Trace(recorded), Trace(varied), result, drawn)
    reader = _Reader(causes, evidence, locator)
    return tuple(reader.read(roots) for roots in dict.fromkeys((divergence.fresh, divergence.reaching)))


class _Reader:
    """Turns lines that reach the result into the sources that were drawn on there."""

    def __init__(self, causes: frozenset[Atom], evidence: Evidence, locator: Locator) -> None:
        self._causes = causes
        self._evidence = evidence
        self._locator = locator

    def read(self, roots: tuple[Root, ...]) -> Proposal:
        atoms: set[Atom] = set()
        located: dict[Atom, Located] = {}
        explained: set[Root] = set()
        for cause in sorted(self._causes):
            if all_sources()[cause.source].traced:
                places = self._evidence.places(cause)
                hit = [place for place in places if any(root.holds(*place) for root in roots)]
                explained |= {root for root in roots if any(root.holds(*place) for place in hit)}
                if hit:
                    sites = tuple(self._evidence.site_at_place(cause, place) for place in hit)
                    located[cause] = self._locator.at(sites)
                    atoms |= _at_sites(cause, hit) if len(places) > 1 else {cause}
        rest = [root for root in roots if root not in explained]
        for cause in sorted(self._causes):
            if not all_sources()[cause.source].traced:
                named = self._untraced(cause, roots, rest)
                atoms |= {cause} if named is not None or cause == LEAKED else set()
                located |= {cause: named} if named is not None else {}
        if ZONE in self._causes and CLOCK.source in {atom.source for atom in atoms}:
            atoms.add(ZONE)
        return Proposal(frozenset(atoms) or self._causes, located)

    def _untraced(self, cause: Atom, roots: tuple[Root, ...], rest: list[Root]) -> Located | None:
        """Lines that its rules flag, else those that no draw explains."""
        flagged = self._locator.flagged(cause)
        mine = [root for root in roots if any(root.holds(*place) for place in flagged)] or rest
        return self._locator.among(cause, mine) if mine and cause != LEAKED else None


def _at_sites(cause: Atom, places: list[tuple[str, int]]) -> set[Atom]:
    if not all_sources()[cause.source].by_site or cause.part:
        return {cause}
    return {Atom(cause.source, "", file, line) for file, line in places}
