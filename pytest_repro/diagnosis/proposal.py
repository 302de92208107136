"""Reads off two traces, between which only suspects were varied, which of them reached the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.zone import CLOCK, ZONE, reads_local_time
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
    unexplained: bool = False
    """Whether there are lines that no draw explains, and no rule."""


@dataclass(frozen=True)
class Reading:
    """What two traces say."""

    proposals: tuple[Proposal, ...]
    """The narrower first."""
    divergence: Divergence

    @classmethod
    def empty(cls, atoms: frozenset[Atom]) -> Reading:
        return cls((Proposal(atoms, {}),), Divergence((), (), (), (), 0))

    @property
    def operations(self) -> bool:
        """Whether some operation gave another result for equal inputs, which no source explains."""
        return bool(self.divergence.operations)

    @property
    def certain(self) -> bool:
        """Whether every line that reaches the result is explained by a draw, or by what a rule says of it."""
        return bool(self.proposals[0].atoms) and not self.proposals[0].unexplained


def read(
    recorded: Path, varied: Path, result: str, causes: frozenset[Atom], evidence: Evidence, locator: Locator
) -> Reading:
    """The folders are of two traced trials that differ in ``causes`` alone."""
    drawn = {place for atom in causes for place in evidence.places(atom)}
    drawn |= {place for atom in causes for place in locator.flagged(atom)}
    divergence = compare_traces(Trace(recorded), Trace(varied), result, drawn)
    reader = _Reader(causes, evidence, locator)
    roots = dict.fromkeys((divergence.fresh, divergence.reaching))
    return Reading(tuple(reader.read(found) for found in roots), divergence)


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
                if not hit or all_sources()[cause.source].by_site:
                    # What a child drew shows in its parent only where the result is taken.
                    hit += [place for place in self._evidence.child_places(cause) if place not in hit]
                if hit:
                    sites = tuple(self._evidence.site_at_place(cause, place) for place in hit)
                    located[cause] = self._locator.at(sites)
                    atoms |= _at_sites(cause, hit) if len(places) > 1 else {cause}
        untraced = [atom for atom in sorted(self._causes) if self._cannot_be_seen(atom)]
        for cause in untraced:
            flagged = self._locator.flagged(cause)
            mine = [root for root in roots if any(root.holds(*place) for place in flagged)]
            if mine:
                atoms.add(cause)
                located[cause] = self._locator.among(cause, mine)
                explained |= set(mine)
            elif any(self._evidence.ran_in_child(*place) for place in flagged):
                atoms.add(cause)
                located[cause] = self._locator.locate(cause)
        rest = [root for root in roots if root not in explained]
        for cause in untraced if rest else ():
            atoms.add(cause)
            located.setdefault(cause, self._locator.among(cause, rest))
        if ZONE in self._causes and CLOCK in located and reads_local_time(located[CLOCK].sites):
            atoms.add(ZONE)
        return Proposal(frozenset(atoms), located, bool(rest))

    def _cannot_be_seen(self, atom: Atom) -> bool:
        return not all_sources()[atom.source].traced and atom != LEAKED


def _at_sites(cause: Atom, places: list[tuple[str, int]]) -> set[Atom]:
    if not all_sources()[cause.source].by_site or cause.part:
        return {cause}
    return {Atom(cause.source, "", file, line) for file, line in places}
