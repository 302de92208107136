"""From "these two trials differ" to "this source, at this line": the steps of a diagnosis.

1. Record: a trial under reference conditions, in a fresh process, that notes every draw with its site.
2. Suspect: first sources drawn on where the linter objects, then those drawn on, then the rest.
3. Prove: replay suspects as recorded while everything else is varied; equal outputs prove them. Minimise.
4. Locate: of the sites at which a proven source was drawn on, those that matter: replay it at some and
   vary it at the others, where it can be replayed by site. Then tie: the lint findings at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory
from pytest_repro.diagnosis.leaks import leak_sites
from pytest_repro.diagnosis.locate import Located, Locator
from pytest_repro.diagnosis.minimise import minimise
from pytest_repro.diagnosis.pinpoint import pinpoint
from pytest_repro.diagnosis.zone import CLOCK, ZONE, zone_is_the_clocks
from pytest_repro.errors import TrialError
from pytest_repro.model import Cause, CauseStatus, TrialSummary
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import LEAKED, Atom, atoms_of

if TYPE_CHECKING:
    from pytest_repro.trials.outcome import Outcome

_CHANCE_TRIALS = 2
"""How often an agreement that contradicts the user's session is put down to chance and tried again."""


@dataclass(frozen=True)
class Diagnosis:
    causes: tuple[Cause, ...]
    cleared: tuple[str, ...]
    trials: tuple[TrialSummary, ...]
    note: str
    """What the reader must know besides, such as why nothing could be proven; may be empty."""


def diagnose(laboratory: Laboratory, perturbed: Outcome, root: Path) -> Diagnosis:
    """Explain why the user's session and the perturbed trial differ."""
    try:
        recorded = laboratory.record()
    except TrialError as error:
        return Diagnosis((), (), tuple(laboratory.summaries), f"no diagnosis: {error}")
    del recorded
    evidence = Evidence(Path(laboratory.recorded_spec.directory), root)
    case = _Case(laboratory, evidence, Locator(evidence, root))
    try:
        return case.solve(perturbed)
    except BudgetSpentError as error:
        return case.conclude(None, case.suspects()[:3], str(error))


class _Case:
    """One diagnosis under way."""

    def __init__(self, laboratory: Laboratory, evidence: Evidence, locator: Locator) -> None:
        self._laboratory = laboratory
        self._evidence = evidence
        self._locator = locator
        self._located: dict[Atom, Located] = {}

    def solve(self, perturbed: Outcome) -> Diagnosis:
        if not self._laboratory.compare(perturbed) and self._agree_when_varied():
            return self._only_in_the_session()
        guess = self._guess()
        # What differed once must differ again when nothing is replayed: a one-off event proves nothing.
        guess_works, differs_again = self._try_guess(frozenset(guess))
        if not differs_again:
            note = "the difference did not recur when everything was varied again"
            return self.conclude(None, guess, note)
        causes = minimise(self.suspects(), guess, self._laboratory.test, guess_works)
        if causes is None:
            note = (
                "the outputs differ even when every answer is replayed: the cause lies in no source that "
                "can be replayed (a race between threads or in a kernel, uninitialised memory, addresses)"
            )
            return self.conclude(None, [], note)
        if not self._laboratory.test([causes])[0]:
            # Equal once and not again: where outputs move by chance, an agreement proves nothing.
            note = "replaying these made the outputs equal once, not again: there is a race too, or only that"
            return self.conclude(None, sorted(causes, key=self._rank), note)
        self._pinpoint(causes)
        if zone_is_the_clocks(causes, self._evidence):
            return self.conclude(causes - {ZONE}, [], "", local_time=True)
        return self.conclude(causes, [], "")

    def _pinpoint(self, causes: frozenset[Atom]) -> None:
        """Narrow the sites of each cause down to those that matter, as far as the budget goes."""
        try:
            for cause in sorted(causes, key=self._rank):
                suspected = self._locate(cause).sites
                sites = pinpoint(self._laboratory, self._evidence, cause, causes - {cause}, suspected)
                if sites is not None:
                    self._located[cause] = self._locator.at(sites)
        except BudgetSpentError:
            return  # the causes are proven; some of their sites are those that were drawn on

    def _try_guess(self, guess: frozenset[Atom]) -> tuple[bool, bool]:
        """Whether replaying the guess makes outputs equal, and whether they differ without it."""
        works, equal_without = self._laboratory.test([guess, frozenset()])
        for _ in range(_CHANCE_TRIALS):
            if not equal_without:
                break
            # A set of two strings keeps its order under every other hash seed.
            equal_without = self._laboratory.test([frozenset()])[0]
        return works, not equal_without

    def _agree_when_varied(self) -> bool:
        """Whether trials of the target alone agree under other conditions too, not by chance."""
        if self._laboratory.earlier and not self._laboratory.leak():
            return True
        return all(self._laboratory.test([frozenset({LEAKED})])[0] for _ in range(_CHANCE_TRIALS))

    def _only_in_the_session(self) -> Diagnosis:
        leaked = self._laboratory.earlier and any(
            summary.varied == (LEAKED.source,) and summary.equal is False
            for summary in self._laboratory.summaries
        )
        if leaked:
            return self.conclude(frozenset({LEAKED}), [], "")
        note = "trials of the fixture alone agree under every condition; only your own session differs"
        return self.conclude(None, [LEAKED], note)

    def suspects(self) -> list[Atom]:
        """Everything that was varied, the most suspected first."""
        atoms = [atom for atom in atoms_of(self._laboratory.planner.sources) if self._possible(atom)]
        return sorted(atoms, key=self._rank)

    def _possible(self, atom: Atom) -> bool:
        return atom != LEAKED or bool(self._laboratory.earlier)

    def _guess(self) -> list[Atom]:
        """What the evidence points at: draws where the linter objects, or from an unseeded ambient stream."""
        suspects = self.suspects()
        strong = [atom for atom in suspects if self._rank(atom)[0] == 0]
        return strong or suspects[:1]

    def _rank(self, atom: Atom) -> tuple[int, int, Atom]:
        """First what the linter objects to, then what was drawn on, what cannot be traced, and the rest."""
        source = all_sources()[atom.source]
        located = self._locate(atom)
        if atom == ZONE and self._locate(CLOCK).sites:
            return self._rank(CLOCK)[0], all_sources()[CLOCK.source].suspicion, atom
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

    def _locate(self, atom: Atom) -> Located:
        if atom not in self._located:
            self._located[atom] = self._locator.locate(atom)
        return self._located[atom]

    def conclude(
        self, causes: frozenset[Atom] | None, suspected: list[Atom], note: str, local_time: bool = False
    ) -> Diagnosis:
        proven = sorted(causes or (), key=self._rank)
        found = [self._cause(atom, "proven", local_time and atom == CLOCK) for atom in proven]
        found += [self._cause(atom, "suspect") for atom in suspected]
        blamed = {atom.source for atom in (*proven, *suspected)} | ({ZONE.source} if local_time else set())
        cleared = [s for s in self._laboratory.planner.sources if s not in blamed and self._was_varied(s)]
        return Diagnosis(
            causes=tuple(found),
            cleared=tuple(cleared if causes else ()),
            trials=tuple(self._laboratory.summaries),
            note="; ".join(filter(None, [note, self._locator.note, self._capped()])),
        )

    def _capped(self) -> str:
        names = [name for name in self._laboratory.planner.sources if self._evidence.capped(name)]
        return f"more answers of {', '.join(names)} were drawn than are kept for replay" if names else ""

    def _was_varied(self, source: str) -> bool:
        return source != LEAKED.source or bool(self._laboratory.earlier)

    def _cause(self, atom: Atom, status: CauseStatus, local_time: bool = False) -> Cause:
        source = all_sources()[atom.source]
        located = self._locate(atom)
        part = f"{atom.part.replace('-', ' ')}: " if atom.part else ""
        sites = located.sites
        explanation = f"{part}{source.explanation}"
        if atom == LEAKED:
            sites, leaks = leak_sites(self._laboratory)
            explanation += f" ({leaks})" if leaks else ""
        elif local_time:
            explanation += " (read as local time, so it differs with the time zone as well)"
        elif located.statically:
            explanation += (
                " (the draw cannot be traced: static analysis named the line, among the functions that ran)"
                if sites
                else " (the draw cannot be traced, and static analysis finds no line to name in what ran)"
            )
        return Cause(
            source=atom.source,
            status=status,
            explanation=explanation,
            fix=source.part_fixes.get(atom.part, source.fix),
            sites=sites,
            findings=located.findings,
        )
