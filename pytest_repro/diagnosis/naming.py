"""Which lines stand for a source: proven one by one, shown by traces, drawn on, or flagged by a rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import compare_traces
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.locate import Located, Locator
from pytest_repro.diagnosis.pinpoint import TooManySitesError, pinpoint
from pytest_repro.diagnosis.sitewise import trials_left
from pytest_repro.diagnosis.suspicion import Suspicion
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import FOUND, LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.proof import Proof
    from pytest_repro.diagnosis.proposal import Proposal
    from pytest_repro.diagnosis.taint import Root
    from pytest_repro.model import Site


_TO_PINPOINT = 2
"""Trials that telling the lines of a source apart is worth, where the diagnosis has had its share."""
_SHOWN = 3
"""Files that a report names."""


class Naming:
    """Goes by the recording of one trial; another recording needs another one."""

    def __init__(self, laboratory: Laboratory, root: Path, unexplained: tuple[Root, ...] = ()) -> None:
        """``unexplained``: lines at which values begin to differ, and that no draw explains."""
        self._laboratory = laboratory
        self.unexplained = unexplained
        self.evidence = Evidence(Path(laboratory.recorded_spec.directory), root)
        self.locator = Locator(self.evidence, root)
        self.suspicion = Suspicion(laboratory.planner.sources, bool(laboratory.earlier), self.locate)
        self._located: dict[Atom, Located] = {}

    def locate(self, atom: Atom) -> Located:
        atom = Atom(atom.source, atom.part)
        if atom not in self._located:
            self._located[atom] = self.locator.locate(atom)
        return self._located[atom]

    def adopt(self, located: dict[Atom, Located]) -> None:
        """Go by lines that traces show."""
        self._located.update(located)

    def by_chance(self) -> frozenset[str]:
        """Sources whose other conditions often give the same answer, of which a flagged line ran."""
        varied = self._laboratory.planner.sources
        known = all_sources()
        return frozenset(
            name
            for name in varied
            if known[name].by_chance and self.locator.by_static_analysis(known[name].rules).sites
        )

    def locate_proven(
        self,
        needed: frozenset[Atom],
        held: frozenset[Atom],
        proposal: Proposal,
        alone: frozenset[Atom],
        proof: Proof,
    ) -> None:
        """Sites proven one by one, or that traces show to reach the result, or all that were drawn on.

        ``held``: what is replayed beside the ``needed``, and is no cause of its own.
        ``alone``: those of the ``needed`` that have been shown to be so on their own.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        for cause in sorted({Atom(atom.source, atom.part) for atom in needed}):
            sites = [atom for atom in sorted(needed) if atom.source == cause.source and atom.file]
            if sites:
                located = self.locator.at(tuple(map(self.evidence.site_of, sites)))
                together = [self.evidence.site_of(atom) for atom in sites if atom not in alone]
                self._located[cause] = replace(located, how=_together(together))
            elif cause in proposal.located:
                self._located[cause] = proposal.located[cause]
            else:
                self._locate_grown(cause, needed | held, proof)

    def _locate_grown(self, cause: Atom, needed: frozenset[Atom], proof: Proof) -> None:
        """Of a source that traces did not show, or not every line of it."""
        others = needed - {cause}
        known = proof.insufficient(cause.source, others)
        refuted = [self.evidence.site_of(atom) for atom in sorted(known)]
        suspected = tuple(site for site in self.locate(cause).sites if site not in refuted)
        sources = {(atom.source, atom.part) for atom in needed}
        trials = max(trials_left(len(sources), len(self._laboratory.summaries)), _TO_PINPOINT)
        try:
            exact = pinpoint(proof, self.evidence, cause, others, suspected, trials)
        except TooManySitesError:
            self._located[cause] = replace(self.locator.at(suspected), how=_together(suspected))
            return
        if exact is not None:
            self._located[cause] = self.locator.at(exact)
        elif not suspected and cause != LEAKED:
            roots = self.unexplained or self._where_it_shows(cause)
            if roots:
                self._located[cause] = self.locator.among(cause, roots)

    def _where_it_shows(self, cause: Atom) -> tuple[Root, ...]:
        """Of what cannot be traced, the lines at which values begin to differ when it alone is varied."""
        if all_sources()[cause.source].traced:
            return ()
        laboratory = self._laboratory
        varied = laboratory.only(frozenset({cause}))
        traces = laboratory.recorded_trace(), Trace(varied.directory)
        divergence = compare_traces(*traces, laboratory.target.name)
        remove_tree(varied.directory)
        return divergence.fresh or divergence.reaching

    def locate_found(self) -> bool:
        """Whether trials find a file that the session had not, since it made it, or the other way round."""
        if FOUND.source not in self._laboratory.planner.sources:
            return False
        found, how = self.evidence.found_files(), "made by the session, and found by its trials"
        if not found:
            found = self.evidence.leftovers()
            how = "left in the temporary directory by an earlier run; trials have an empty one"
        if found:
            names = ", ".join(name for name, _ in found[:_SHOWN])
            located = self.locator.at(tuple(dict.fromkeys(site for _, site in found)))
            self._located[FOUND] = replace(located, how=f"{how}: {names}")
        return bool(found)


def _together(sites: Sequence[Site]) -> str:
    """What the reader must know of lines that no trial has told from one another."""
    places = ", ".join(f"{site.path}:{site.line}" for site in sites)
    if not sites:
        return ""
    return f"not proven on {'its' if len(sites) == 1 else 'their'} own, but named by traces: {places}"
