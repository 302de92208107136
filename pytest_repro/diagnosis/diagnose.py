"""From "these two trials differ" to "this source, at this line": the steps of a diagnosis.

1. Record: a trial under reference conditions, in a fresh process, that notes every draw with its site, and
   a trace of all that it did.
2. Suspect: first sources drawn on where the linter objects, then those drawn on, then the rest.
3. Replay: suspects as recorded while everything else is varied; equal outputs imply them.
4. Same again: where that fails, everything as recorded once more. What differs even then is inherent.
5. Leave out: the suspects alone varied, traced. The outputs must differ, and the trace says where that began.
6. Confirm: only what reached the result is replayed, at its sites where possible, everything else varied.
   Of several causes each is left out once more. Then tie: the lint findings at each site.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.inherent import Inherent, settle
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory
from pytest_repro.diagnosis.leaks import leak_sites
from pytest_repro.diagnosis.locate import Located, Locator
from pytest_repro.diagnosis.minimise import grow, shrink
from pytest_repro.diagnosis.pinpoint import pinpoint
from pytest_repro.diagnosis.proposal import Proposal, propose
from pytest_repro.diagnosis.suspicion import Suspicion
from pytest_repro.diagnosis.zone import CLOCK, ZONE, zone_is_the_clocks
from pytest_repro.errors import TrialError
from pytest_repro.model import Cause, CauseStatus, TrialSummary
from pytest_repro.sources import all_sources
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import LEAKED, Atom

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
        laboratory.record()
    except (TrialError, BudgetSpentError) as error:
        return Diagnosis((), (), tuple(laboratory.summaries), f"no diagnosis: {error}")
    case = _Case(laboratory, root)
    try:
        return case.solve(perturbed)
    except BudgetSpentError as error:
        return case.give_up(str(error))
    except TrialError as error:
        return case.give_up(f"the diagnosis ended early: {error}")


class _Case:
    """One diagnosis under way."""

    def __init__(self, laboratory: Laboratory, root: Path) -> None:
        self._laboratory = laboratory
        self._root = root
        self._inherent: Inherent | None = None
        self._proven: frozenset[Atom] = frozenset()
        self._read_recording()

    def _read_recording(self) -> None:
        laboratory = self._laboratory
        self._evidence = Evidence(Path(laboratory.recorded_spec.directory), self._root)
        self._locator = Locator(self._evidence, self._root)
        self._located: dict[Atom, Located] = {}
        self._suspicion = Suspicion(laboratory.planner.sources, bool(laboratory.earlier), self._locate)

    def solve(self, perturbed: Outcome) -> Diagnosis:
        if not self._laboratory.compare(perturbed) and self._agree_when_varied():
            return self._only_in_the_session()
        guess = frozenset(self._suspicion.strong())
        if guess and self._laboratory.test([guess])[0]:
            return self._prove(guess)
        return self._search(guess)

    def _search(self, guess: frozenset[Atom]) -> Diagnosis:
        """The guess does not suffice: is there anything that cannot be replayed, and what is missing?"""
        laboratory = self._laboratory
        tried = bool(guess)
        again = laboratory.again()
        if not again.equal and self._inherent is None:
            self._inherent = settle(laboratory, again, self._root)
            if not self._inherent.settled:
                return self.conclude(self._inherent.note)
            self._read_recording()
            if self._inherent.alone:
                return self.conclude("")
            guess, tried = frozenset(self._suspicion.strong()), False
        elif not again.equal:
            return self.conclude(_NOT_REPLAYED)
        suspects = self._suspicion.suspects()
        guess = guess or frozenset(suspects[:1])
        enough = not tried and laboratory.test([guess])[0]
        grown = guess if enough else grow(suspects, guess, laboratory.test)
        if grown is None:
            return self.conclude(_NOT_REPLAYED)
        return self._prove(grown)

    def _prove(self, causes: frozenset[Atom]) -> Diagnosis:
        """Replayed, these made the outputs equal: do they alone make them differ, and which of them?"""
        laboratory = self._laboratory
        proposals: tuple[Proposal, ...] = ()
        for _ in range(1 + _CHANCE_TRIALS):
            only = laboratory.only(causes)
            if not only.equal:
                recorded = Path(laboratory.recorded_spec.directory)
                name = laboratory.target.name
                proposals = propose(recorded, only.directory, name, causes, self._evidence, self._locator)
            remove_tree(only.directory)
            # A set of two strings keeps its order under every other hash seed.
            if not only.equal:
                break
        else:
            if laboratory.test([frozenset()])[0]:
                note = "the difference did not recur when everything was varied again"
                return self.conclude(note, suspected=sorted(causes, key=self._suspicion.rank))
        confirmed = self._confirm((*proposals, Proposal(causes, {})))
        if confirmed is None:
            if self._inherent is None:
                return self._race_too(causes)
            return self.conclude(_ONLY_ONCE, suspected=sorted(causes, key=self._suspicion.rank))
        return self._conclude_proven(confirmed)

    def _race_too(self, causes: frozenset[Atom]) -> Diagnosis:
        """Equal once and not again: where outputs move by chance, an agreement proves nothing."""
        again = self._laboratory.again()
        if again.equal:
            return self.conclude(_ONLY_ONCE, suspected=sorted(causes, key=self._suspicion.rank))
        self._inherent = settle(self._laboratory, again, self._root)
        if not self._inherent.settled:
            suspected = sorted(causes, key=self._suspicion.rank)
            return self.conclude(self._inherent.note, suspected=suspected)
        self._read_recording()
        if self._inherent.alone:
            return self.conclude("")
        return self._search(frozenset(self._suspicion.strong()) or causes)

    def _confirm(self, proposals: tuple[Proposal, ...]) -> Proposal | None:
        """The narrowest that suffices when it is replayed, everything else varied once more."""
        tried = set()
        for proposal in proposals:
            if proposal.atoms not in tried and self._laboratory.test([proposal.atoms])[0]:
                self._proven = proposal.atoms
                return proposal
            tried.add(proposal.atoms)
        return None

    def _conclude_proven(self, proposal: Proposal) -> Diagnosis:
        confirmed = proposal.atoms
        zone = zone_is_the_clocks(confirmed, self._evidence)
        needed = confirmed - {ZONE} if zone else confirmed
        try:
            if len(needed) > 1:
                held = frozenset({ZONE}) if zone else frozenset()
                order = sorted(needed, key=self._suspicion.rank)
                needed = shrink(order, needed, lambda sets: self._laboratory.test([s | held for s in sets]))
            self._proven = needed
            self._locate_proven(needed, proposal)
        except BudgetSpentError:
            pass  # the causes are proven; some of their sites are those that were drawn on
        return self.conclude("", proven=needed, local_time=zone)

    def _locate_proven(self, needed: frozenset[Atom], proposal: Proposal) -> None:
        """Sites proven one by one, or that traces show to reach the result, or all that were drawn on."""
        for cause in sorted({Atom(atom.source, atom.part) for atom in needed}):
            sites = [atom for atom in sorted(needed) if atom.source == cause.source and atom.file]
            if sites:
                found = tuple(self._evidence.site_of(atom) for atom in sites)
                self._located[cause] = self._locator.at(found)
            elif cause in proposal.located:
                self._located[cause] = proposal.located[cause]
            else:
                suspected = self._locate(cause).sites
                exact = pinpoint(self._laboratory, self._evidence, cause, needed - {cause}, suspected)
                if exact is not None:
                    self._located[cause] = self._locator.at(exact)

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
            return self.conclude("", proven=frozenset({LEAKED}))
        note = "trials of the fixture alone agree under every condition; only your own session differs"
        return self.conclude(note, suspected=[LEAKED])

    def _locate(self, atom: Atom) -> Located:
        atom = Atom(atom.source, atom.part)
        if atom not in self._located:
            self._located[atom] = self._locator.locate(atom)
        return self._located[atom]

    def give_up(self, why: str) -> Diagnosis:
        """What is not proven by now is a suspect."""
        if self._proven:
            return self.conclude(why, proven=self._proven)
        return self.conclude(why, suspected=self._suspicion.suspects()[:3])

    def conclude(
        self,
        note: str,
        proven: frozenset[Atom] = frozenset(),
        suspected: list[Atom] | None = None,
        local_time: bool = False,
    ) -> Diagnosis:
        whole = {Atom(atom.source, atom.part) for atom in proven}
        ordered = sorted(whole, key=self._suspicion.rank)
        found = [] if self._inherent is None else list(self._inherent.causes)
        settled = any(cause.status == "proven" for cause in found)
        found += [self._cause(atom, "proven", local_time and atom == CLOCK) for atom in ordered]
        found += [self._cause(atom, "suspect") for atom in suspected or []]
        blamed = {cause.source for cause in found} | ({ZONE.source} if local_time else set())
        cleared = [s for s in self._laboratory.planner.sources if s not in blamed and self._was_varied(s)]
        return Diagnosis(
            causes=tuple(found),
            cleared=tuple(cleared if proven or (settled and not suspected and not note) else ()),
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
        elif located.how:
            explanation += f" ({located.how})"
        return Cause(
            source=atom.source,
            status=status,
            explanation=explanation,
            fix=source.part_fixes.get(atom.part, source.fix),
            sites=sites,
            findings=located.findings,
        )


_NOT_REPLAYED = (
    "the outputs differ even when every answer is replayed: the cause lies in no source that can be "
    "replayed (a race between threads or in a kernel, uninitialised memory, addresses)"
)
_ONLY_ONCE = "replaying these made the outputs equal once, not again: there is a race too, or only that"
