"""Which of what may be replayed makes the outputs equal: guesses of traces, then wider and wider ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.conclusion import Diagnosis, conclude
from pytest_repro.diagnosis.confirming import Confirming
from pytest_repro.diagnosis.guessing import first_guesses, wider_guesses
from pytest_repro.diagnosis.inherent import Inherent, settle, unseen_race
from pytest_repro.diagnosis.minimise import grow
from pytest_repro.diagnosis.naming import Naming
from pytest_repro.diagnosis.observing import run_again, unmask, vary_everything
from pytest_repro.diagnosis.proof import Proof
from pytest_repro.diagnosis.proposal import Proposal, Reading
from pytest_repro.diagnosis.racing import race_when_free
from pytest_repro.diagnosis.zone import CLOCK
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import FOUND, LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_repro.diagnosis.divergence import Divergence
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.trials.outcome import Outcome

_WHERE_ORDER_MATTERS = 4
_TWICE = 2
_CHANCE_TRIALS = 2
"""How often an agreement that contradicts the user's session is put down to chance and tried again."""


class Search:
    """One diagnosis under way."""

    def __init__(self, laboratory: Laboratory, root: Path) -> None:
        self._laboratory = laboratory
        self._root = root
        self._inherent: Inherent | None = None
        self._proven: frozenset[Atom] = frozenset()
        self._proof = Proof(laboratory)
        self._naming = Naming(laboratory, root)
        self._chance_trials = _CHANCE_TRIALS
        flagged, labels = self._naming.by_chance(), laboratory.recorded_trace().labels
        if flagged:
            self._chance_trials = _WHERE_ORDER_MATTERS
        if flagged or any(label.is_set for label in labels):
            laboratory.labels = labels

    def solve(self, reference: Outcome, perturbed: Outcome) -> Diagnosis:
        alike = not self._laboratory.compare(perturbed)
        if alike:
            self._laboratory.telling.differed = {}
        own = (alike or self._naming.evidence.own_files().growing) and self._naming.locate_found()
        if own and self._by_own_files(reference):
            return self.conclude("", proven=frozenset({FOUND}))
        told = self._of_the_session_alone() if alike else None
        if told is not None:
            return told
        differed = not alike and not self._laboratory.earlier
        reading = vary_everything(self._laboratory, self._naming, self._chance_trials, differed)
        if reading is None and alike and not self._laboratory.earlier:
            return self._only_in_the_session()
        if reading is None:
            strong = self._naming.suspicion.strong() or self._naming.suspicion.suspects()[:1]
            return self.conclude(
                "the difference did not recur when everything was varied again", suspected=strong
            )
        self._naming.unexplained = reading.unexplained
        self._laboratory.telling.keep(reading.sources)
        if reading.inherent and self._settle(reading.divergence, replayed=False, beside=reading.proposals[0]):
            return self._finish(reading)
        if not reading.divergence.operations:
            self._inherent = None  # a rule suspected a race: trials say that it is none
        found = self._sufficient(first_guesses(self._laboratory, self._naming, reading))
        return self._search(reading) if found is None else self._conclude_proven(found)

    def _settle(self, divergence: Divergence, replayed: bool = True, beside: Proposal | None = None) -> bool:
        """Try to keep races quiet; whether the search can go on so. ``beside``: what may be a cause too."""
        likely = frozenset() if beside is None else beside.stronger().atoms
        self._inherent = settle(self._laboratory, divergence, self._root, replayed, likely)
        if self._inherent.settled:
            self._proof.forget()
            if self._inherent.sufficed:
                self._proof.learn(self._inherent.sufficed)
            self._naming = Naming(self._laboratory, self._root, self._naming.unexplained)
        return self._inherent.settled

    def _finish(self, reading: Reading) -> Diagnosis:
        """A race is kept quiet by now: is there anything else?"""
        assert self._inherent is not None
        if self._inherent.alone:
            return self.conclude("")
        if not reading.sources:
            reading = vary_everything(self._laboratory, self._naming, self._chance_trials) or reading
        likely, *others = reading.proposals
        found = self._sufficient((likely.stronger(), likely, *others))
        return self._search(reading) if found is None else self._conclude_proven(found)

    def _search(self, reading: Reading) -> Diagnosis:
        """The first guess will not do: is there anything that cannot be replayed, or what is missing?"""
        racing = bool(self._naming.evidence.races() or unseen_race(self._laboratory.recorded_trace()))
        found = None if racing else self._unmasked(reading.proposals[0])
        if found is not None:
            return self._conclude_proven(found)
        divergence = self._again()
        if divergence is not None:
            if self._inherent is not None or not self._settle(divergence, beside=reading.proposals[0]):
                note = "" if self._inherent is None else self._inherent.note or _NOT_REPLAYED
                return self.conclude(note, suspected=self._beside(reading.proposals[0]))
            return self._finish(reading)
        found = self._unmasked(reading.proposals[0]) if racing else None
        found = found or self._sufficient(wider_guesses(self._laboratory, self._naming, reading))
        if found is not None:
            return self._conclude_proven(found)
        suspects = self._naming.suspicion.suspects()
        guess = {Atom(atom.source, atom.part) for p in reading.proposals for atom in p.atoms}
        grown = grow(suspects, frozenset(guess), self._proof.try_each)
        if grown is None and self._inherent is None:
            # Not even all of it replayed gives the same: the trials that agreed did so by chance.
            divergence = self._again()
            if divergence is not None and self._settle(divergence):
                return self._finish(reading)
        if grown is None:
            return self.conclude(_NOT_REPLAYED, suspected=sorted(guess, key=self._naming.suspicion.rank))
        return self._conclude_proven(Proposal(grown, {}))

    def _beside(self, proposal: Proposal) -> list[Atom]:
        """What a rule or an unseeded stream speaks for, at other lines than what cannot be replayed."""
        known = {site for cause in self._inherent.causes for site in cause.sites} if self._inherent else set()
        strong = {Atom(atom.source, atom.part) for atom in proposal.strong}
        located = {cause: found for cause, found in proposal.located.items() if cause in strong}
        beside = {cause: found for cause, found in located.items() if not known.issuperset(found.sites)}
        self._naming.adopt(beside)
        return sorted(beside, key=self._naming.suspicion.rank)

    def _unmasked(self, guess: Proposal) -> Proposal | None:
        """Guess by guess: what differs early hides what differs later, until it is replayed."""
        leaked = frozenset({LEAKED}) if self._laboratory.earlier else frozenset()
        while guess.atoms - leaked:
            held = guess.whole()
            beneath = unmask(self._laboratory, self._naming, held.atoms - leaked)
            if beneath is None:
                # A trace takes time: what is left may be something that goes by the clock.
                timed = frozenset({CLOCK} if self._naming.evidence.places(CLOCK) else ())
                more = (leaked, timed, leaked | timed)
                return self._sufficient((held, *(replace(held, atoms=held.atoms | m) for m in more)))
            wider = guess.beside(beneath.proposals[0])
            if beneath.inherent or wider.atoms <= guess.atoms:
                return None
            guess = replace(wider, atoms=wider.atoms | leaked)
            found = self._sufficient((guess,))
            if found is not None:
                return found
        return None

    def _again(self) -> Divergence | None:
        """As :func:`run_again`; what had not sufficed beside another recording may do now."""
        before = self._laboratory.recorded_spec
        divergence = run_again(self._laboratory)
        if self._laboratory.recorded_spec is not before:
            self._proof.forget()
        return divergence

    def _sufficient(self, proposals: tuple[Proposal, ...]) -> Proposal | None:
        found = self._proof.first_sufficient(proposals)
        if found is not None:
            self._proven = found.atoms
        return found

    def _conclude_proven(self, proposal: Proposal) -> Diagnosis:
        """What is proposed suffices: show that again, and what of it is needed."""
        self._proven = proposal.atoms
        confirmed = Confirming(self._laboratory, self._naming, self._proof).confirm(proposal)
        if confirmed is None:
            return self._equal_once(proposal)
        return self.conclude("", proven=confirmed.needed, local_time=confirmed.local_time)

    def _equal_once(self, proposal: Proposal) -> Diagnosis:
        """Where outputs move by chance, an agreement proves nothing."""
        self._proven = frozenset()
        self._proof.refute(proposal.atoms)
        wider = self._with_what_agreed_by_chance(proposal)
        if wider is not None:
            return self._conclude_proven(wider)
        self._laboratory.telling.adopt(_BY_CHANCE)
        if self._inherent is None:
            beneath = self._unmasked(proposal)
            if beneath is not None:
                return self._conclude_proven(beneath)
            divergence = self._again()
            if divergence is not None and self._settle(divergence):
                return self._finish(Reading((proposal,), divergence))
        whole = {Atom(atom.source, atom.part) for atom in proposal.atoms}
        return self.conclude(_ONLY_ONCE, suspected=sorted(whole, key=self._naming.suspicion.rank))

    def _with_what_agreed_by_chance(self, proposal: Proposal) -> Proposal | None:
        """The proposal and the order of sets, where lines that use it ran, if the two suffice."""
        more = self._naming.by_chance() - {atom.source for atom in proposal.atoms}
        wider = proposal.atoms | {Atom(source) for source in more}
        if not more or not self._proof.try_each([wider])[0]:
            return None
        self._laboratory.telling.adopt(more)
        return replace(proposal, atoms=wider)

    def _of_the_session_alone(self) -> Diagnosis | None:
        """The trial in which all was varied gives what the recorded one did: do earlier tests matter, or do
        threads that run freely? None where the two agreed by chance, or that is not known yet.
        """
        if self._laboratory.earlier and not self._laboratory.leak():
            return self._only_in_the_session()
        self._inherent = race_when_free(self._laboratory, self._naming)
        if self._inherent is not None and self._inherent.settled:
            return self.conclude("")
        if self._laboratory.earlier and (self._inherent is not None or self._agree_when_varied()):
            return self._only_in_the_session()
        return None

    def _agree_when_varied(self) -> bool:
        """Whether trials of the target alone agree, not by chance."""
        return all(self._laboratory.test([frozenset({LEAKED})])[0] for _ in range(self._chance_trials))

    def _by_own_files(self, reference: Outcome) -> bool:
        """Whether trials that find the files which the session found give its outputs, twice."""
        evidence = self._naming.evidence
        if evidence.own_files().absent and not self._laboratory.alone:
            return False
        trials = (self._laboratory.as_in_the_session(reference, evidence.own_files()) for _ in range(_TWICE))
        return all(trials)

    def _only_in_the_session(self) -> Diagnosis:
        leaked = self._laboratory.earlier and any(
            summary.varied == (LEAKED.source,) and summary.equal is False
            for summary in self._laboratory.summaries
        )
        if leaked:
            return self.conclude("", proven=frozenset({LEAKED}))
        note = "trials of the fixture alone agree under every condition; only your own session differs"
        suspected = [FOUND] if self._naming.locate_found() else [LEAKED] if self._inherent is None else []
        return self.conclude(note, suspected=suspected)

    def give_up(self, why: str) -> Diagnosis:
        """What is not proven by now is a suspect."""
        if self._proven:
            return self.conclude(why, proven=self._proven)
        return self.conclude(why, suspected=self._naming.suspicion.suspects()[:3])

    def conclude(
        self,
        note: str,
        proven: frozenset[Atom] = frozenset(),
        suspected: Sequence[Atom] = (),
        local_time: bool = False,
    ) -> Diagnosis:
        case = self._laboratory, self._naming, self._inherent
        return conclude(*case, note, proven, suspected, local_time)


_BY_CHANCE = frozenset(
    name for name, source in all_sources().items() if source.by_chance or issubclass(source, AmbientStream)
)
_NOT_REPLAYED = (
    "the outputs differ even when every answer is replayed: the cause lies in no source that can be "
    "replayed (a race between threads or in a kernel, uninitialised memory, addresses)"
)
_ONLY_ONCE = "replaying these made the outputs equal once, not again: there is a race too, or only that"
