"""Who is suspected first: what the linter objects to, what was drawn on, what cannot be seen, the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.zone import CLOCK, ZONE, reads_local_time
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import LEAKED, Atom, atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.diagnosis.locate import Located


class Suspicion:
    """Ranks what can be replayed, by what the recorded trial noted."""

    def __init__(self, sources: tuple[str, ...], earlier: bool, locate: Callable[[Atom], Located]) -> None:
        """``earlier``: whether the session had run other tests before."""
        self._sources = sources
        self._earlier = earlier
        self._locate = locate

    def suspects(self) -> list[Atom]:
        """Everything that was varied, the most suspected first."""
        atoms = [atom for atom in atoms_of(self._sources) if atom != LEAKED or self._earlier]
        return sorted(atoms, key=self.rank)

    def strong(self) -> list[Atom]:
        """What the evidence points at.

        Draws where the linter objects, or from an unseeded ambient stream; if there are none, whatever was
        drawn on at a line of the user's.
        """
        suspects = self.suspects()
        ranks = [self.rank(atom)[0] for atom in suspects]
        limit = 0 if 0 in ranks else 1
        return [atom for atom, rank in zip(suspects, ranks, strict=True) if rank <= limit]

    def rank(self, atom: Atom) -> tuple[int, int, Atom]:
        source = all_sources()[atom.source]
        if source.inherent:
            return 0, source.suspicion, atom
        located = self._locate(Atom(atom.source, atom.part))
        if atom == ZONE and reads_local_time(self._locate(CLOCK).sites):
            return self.rank(CLOCK)[0], all_sources()[CLOCK.source].suspicion, atom
        flagged = any(finding.code in source.rules for finding in located.findings)
        if flagged or (located.sites and issubclass(source, AmbientStream)):
            strength = 0
        elif located.sites:
            strength = 1
        elif not source.traced or atom in (ZONE, LEAKED):
            strength = 2
        else:
            strength = 3
        return strength, source.suspicion, atom
