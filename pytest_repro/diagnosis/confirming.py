"""What of a proposal that suffices is needed, shown by trials: of sources, and of lines of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.laboratory import BudgetSpentError
from pytest_repro.diagnosis.sitewise import Sitewise, prove_sites, trials_left
from pytest_repro.diagnosis.zone import CLOCK, ZONE, zone_is_the_clocks
from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.naming import Naming
    from pytest_repro.diagnosis.proof import Proof
    from pytest_repro.diagnosis.proposal import Proposal
    from pytest_repro.trials.planner import Atom

_WITH_DOUBT = 2
"""What may not suffice takes two trials: its own, and another of what has sufficed."""


@dataclass(frozen=True)
class Confirmed:
    """What has been proven."""

    needed: frozenset[Atom]
    local_time: bool
    """Whether the time zone matters too, and only since the clock is read as local time."""


class Confirming:
    """Trials that follow one in which what was proposed has sufficed."""

    def __init__(self, laboratory: Laboratory, naming: Naming, proof: Proof) -> None:
        self._laboratory = laboratory
        self._naming = naming
        self._proof = proof

    def confirm(self, proposal: Proposal) -> Confirmed | None:
        """Show that again, and what of it is needed; None where it does not suffice again.

        Where the budget ends, some of the lines are those that were drawn on.
        """
        zone = zone_is_the_clocks(proposal.atoms, self._naming.evidence)
        held = frozenset({ZONE}) if zone else frozenset()
        needed = proposal.atoms - held
        try:
            needed = self._needed(needed, held, proposal)
            needed, narrowed = self._narrowed(needed, held, proposal)
            proposal, told = self._without_dates(needed, held, proposal)
            # Where something was left out, the rest has been seen to suffice twice.
            unshown = not (narrowed or told) and needed | held == proposal.atoms
            settled = self._settle_sites(needed, held, proposal, least=int(unshown))
            needed = settled.kept
            if unshown and not settled.tried and not self._laboratory.test([proposal.atoms], anew=True)[0]:
                return None
            self._naming.locate_proven(needed, held, proposal, settled.alone, self._proof)
        except BudgetSpentError:
            pass
        return Confirmed(needed, zone)

    def _needed(self, atoms: frozenset[Atom], held: frozenset[Atom], proposal: Proposal) -> frozenset[Atom]:
        """What of a proposal is: a stream is not left out for one agreement, which may be chance."""
        rank = self._naming.suspicion.rank
        needed = self._proof.needed(atoms, held, lambda atom: (atom in proposal.guessed, *rank(atom)))
        if any(issubclass(all_sources()[atom.source], AmbientStream) for atom in atoms - needed):
            if self._laboratory.test([held | needed], anew=True)[0]:
                return needed
            self._proof.refute(held | needed)
            return self._proof.needed(atoms, held, lambda atom: (atom in proposal.guessed, *rank(atom)))
        return needed

    def _narrowed(
        self, needed: frozenset[Atom], held: frozenset[Atom], proposal: Proposal
    ) -> tuple[frozenset[Atom], bool]:
        """Of sources as wholes the lines that traces show, if these suffice too; whether that was shown."""
        narrower = proposal.narrowed(needed)
        if narrower == needed or not self._proof.try_each([held | narrower])[0]:
            return needed, False
        return narrower, True

    def _without_dates(
        self, needed: frozenset[Atom], held: frozenset[Atom], proposal: Proposal
    ) -> tuple[Proposal, bool]:
        """Without the lines that ask for a date, where these beside others are named that measure a time, if
        that suffices too; whether that was shown. What is measured is never compared with a date.
        """
        evidence, located = self._naming.evidence, proposal.located.get(CLOCK)
        asked = (
            {} if located is None else {evidence.site_at_place(CLOCK, p): p for p in evidence.places(CLOCK)}
        )
        named = {site: asked[site] for site in (located.sites if located else ()) if site in asked}
        dates = {site for site, place in named.items() if not evidence.relative(CLOCK, [place])}
        if CLOCK not in needed or not dates or len(dates) == len(named) or self._trials(needed) < _WITH_DOUBT:
            return proposal, False
        others = (place for site, place in asked.items() if site not in dates)
        measured = frozenset(CLOCK._replace(file=file, line=line) for file, line in others)
        if not self._proof.try_each([held | (needed - {CLOCK}) | measured])[0]:
            return proposal, False
        left = self._naming.locator.at(tuple(site for site in named if site not in dates))
        return replace(proposal, located={**proposal.located, CLOCK: left}), True

    def _trials(self, needed: frozenset[Atom]) -> int:
        causes = {(atom.source, atom.part) for atom in needed}
        return trials_left(len(causes), len(self._laboratory.summaries))

    def _settle_sites(
        self, needed: frozenset[Atom], held: frozenset[Atom], proposal: Proposal, least: int
    ) -> Sitewise:
        """Which of the lines that are named for one source it takes, as far as trials may tell: at ``least``
        so many, which show as well what another one had to show otherwise.
        """
        return prove_sites(
            needed,
            proposal.doubted,
            lambda sets: self._proof.try_each([held | atoms for atoms in sets]),
            max(self._trials(needed), least),
        )
