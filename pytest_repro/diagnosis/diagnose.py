"""From "these two trials differ" to "this source, at this line": the steps of a diagnosis.

1. Record: a trial under reference conditions, in a fresh process, that notes every draw with its site, and
   a trace of all that it did.
2. Vary: a traced trial in which everything is varied. It must differ, and the two traces say after which
   lines values begin to differ, and which of these reach the result: what is drawn on there is the guess,
   of several sources at one line the likeliest.
3. Replay: the guess as recorded, at its sites where possible, while everything else is varied; equal outputs
   imply it. That is repeated, and of several causes each is left out once. What is part of a set that did
   not suffice is not tried.
4. Same again: where no guess will do, everything as recorded once more. What differs even then, or at an
   operation with equal inputs, is inherent: trials under a single thread, or with
   deterministic kernels of the GPU, settle whether it is a race.
5. Tie: the lint findings at each site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.inherent import Inherent, settle
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory, Traced
from pytest_repro.diagnosis.leaks import leak_sites
from pytest_repro.diagnosis.locate import Located, Locator
from pytest_repro.diagnosis.minimise import grow, shrink
from pytest_repro.diagnosis.pinpoint import pinpoint
from pytest_repro.diagnosis.proposal import Proposal, Reading, read
from pytest_repro.diagnosis.suspicion import Suspicion
from pytest_repro.diagnosis.zone import CLOCK, ZONE, zone_is_the_clocks
from pytest_repro.errors import TrialError
from pytest_repro.model import Cause, CauseStatus, TrialSummary
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace, limits
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import FOUND, LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.taint import Root
    from pytest_repro.trials.outcome import Outcome

_BEFORE_AGAIN = 2
"""How many guesses are tried before the question whether anything differs when nothing is varied."""
_CHANCE_TRIALS = 2
"""How often an agreement that contradicts the user's session is put down to chance and tried again."""


@dataclass(frozen=True)
class Diagnosis:
    causes: tuple[Cause, ...]
    cleared: tuple[str, ...]
    trials: tuple[TrialSummary, ...]
    note: str
    """What the reader must know besides, such as why nothing could be proven; may be empty."""
    limits: tuple[str, ...] = ()
    """What traces and recordings do not hold, each a sentence."""


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
        self._failed: set[frozenset[Atom]] = set()
        """What was replayed and did not suffice."""
        self._rest: tuple[Root, ...] = ()
        """Lines that no draw explains."""
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
        reading = self._vary_everything()
        if reading is None:
            strong = self._suspicion.strong() or self._suspicion.suspects()[:1]
            return self.conclude(
                "the difference did not recur when everything was varied again", suspected=strong
            )
        self._rest = reading.unexplained
        if reading.inherent and self._settle(reading.divergence, replayed=False):
            return self._finish(reading)
        if not reading.divergence.operations:
            self._inherent = None  # a rule suspected a race: trials say that it is none
        found = self._confirm(self._first_guesses(reading))
        return self._search(reading) if found is None else self._conclude_proven(found)

    def _first_guesses(self, reading: Reading) -> tuple[Proposal, ...]:
        """What traces of the target alone say, then with what earlier tests leave: that is in no trace."""
        likely, *others = reading.proposals[:_BEFORE_AGAIN]
        if not self._laboratory.earlier or LEAKED in likely.atoms:
            return likely, *others
        return likely, replace(likely, atoms=likely.atoms | {LEAKED}), *others

    def _vary_everything(self) -> Reading | None:
        """What differs when all is varied, and what the traces make of it; None if nothing does."""
        laboratory = self._laboratory
        everything = laboratory.everything - {LEAKED}
        for _ in range(1 + _CHANCE_TRIALS):
            varied = laboratory.only(everything)
            reading = None
            if not varied.equal:
                folders = Path(laboratory.recorded_spec.directory), varied.directory
                name = laboratory.target.name
                reading = read(*folders, name, everything, self._evidence, self._locator)
            remove_tree(varied.directory)
            # A set of two strings keeps its order under every other hash seed.
            if reading is not None or self._laboratory.earlier:
                break
        return reading or self._without_a_trace()

    def _without_a_trace(self) -> Reading | None:
        """The difference needs the session's earlier tests, which leave no trace of the target's."""
        if self._laboratory.earlier and not self._laboratory.test([frozenset()])[0]:
            return Reading.empty(frozenset({LEAKED}))
        return None

    def _settle(self, divergence: Divergence, replayed: bool = True) -> bool:
        """Try to keep races quiet; whether the search can go on so."""
        self._inherent = settle(self._laboratory, divergence, self._root, replayed)
        if self._inherent.settled:
            self._read_recording()
        return self._inherent.settled

    def _finish(self, reading: Reading) -> Diagnosis:
        """A race is kept quiet by now: is there anything else?"""
        assert self._inherent is not None
        if self._inherent.alone:
            return self.conclude("")
        found = self._confirm(reading.proposals)
        return self._search(reading) if found is None else self._conclude_proven(found)

    def _search(self, reading: Reading) -> Diagnosis:
        """The first guess will not do: is there anything that cannot be replayed, or what is missing?"""
        laboratory = self._laboratory
        again = laboratory.again()
        if not again.equal:
            divergence = self._divergence(again)
            if self._inherent is not None or not self._settle(divergence):
                return self.conclude("" if self._inherent is None else self._inherent.note or _NOT_REPLAYED)
            return self._finish(reading)
        found = self._confirm(self._guesses(reading))
        if found is not None:
            return self._conclude_proven(found)
        suspects = self._suspicion.suspects()
        guess = {Atom(atom.source, atom.part) for p in reading.proposals for atom in p.atoms}
        grown = grow(suspects, frozenset(guess), self._try)
        if grown is None and self._inherent is None:
            # Not even all of it replayed gives the same: the trials that agreed did so by chance.
            again = laboratory.again()
            if not again.equal and self._settle(self._divergence(again)):
                return self._finish(reading)
        if grown is None:
            return self.conclude(_NOT_REPLAYED, suspected=sorted(guess, key=self._suspicion.rank))
        return self._conclude_proven(Proposal(grown, {}))

    def _guesses(self, reading: Reading) -> tuple[Proposal, ...]:
        """Wider and wider: as the traces say, with what the linter says and what earlier tests leave."""
        strong = frozenset(self._suspicion.strong())
        widest = reading.proposals[-1]
        whole = frozenset(Atom(atom.source, atom.part) for atom in widest.atoms)
        leaked = frozenset({LEAKED}) if self._laboratory.earlier else frozenset()
        zone = frozenset({ZONE} if CLOCK in whole else ())
        wider = [widest.atoms | zone | leaked, whole | zone | strong | leaked]
        return (*reading.proposals, *(Proposal(atoms, widest.located) for atoms in wider))

    def _confirm(self, proposals: tuple[Proposal, ...]) -> Proposal | None:
        """The narrowest that suffices when it is replayed while everything else is varied, twice."""
        for proposal in proposals:
            if not proposal.atoms:
                continue
            if self._try([proposal.atoms])[0]:
                self._proven = proposal.atoms
                return proposal
        return None

    def _try(self, sets: Sequence[frozenset[Atom]]) -> list[bool]:
        """As trials say; none is run for what is part of a set that did not suffice."""
        new = [atoms for atoms in sets if not any(atoms <= failed for failed in self._failed)]
        equal = dict(zip(new, self._laboratory.test(new) if new else [], strict=True))
        self._failed |= {atoms for atoms in new if not equal[atoms]}
        return [equal.get(atoms, False) for atoms in sets]

    def _conclude_proven(self, proposal: Proposal) -> Diagnosis:
        """What is proposed suffices: show that again, and what of it is needed."""
        confirmed = proposal.atoms
        zone = zone_is_the_clocks(confirmed, self._evidence)
        held = frozenset({ZONE}) if zone else frozenset()
        needed = confirmed - held
        try:
            needed = self._shrunk(needed, held, whole=proposal.certain)
            # Where something was left out, the rest has been seen to suffice twice.
            if needed | held == confirmed and not self._laboratory.test([confirmed])[0]:
                return self._equal_once(proposal)
            self._proven = needed
            self._locate_proven(needed, proposal)
        except BudgetSpentError:
            pass  # the causes are proven; some of their sites are those that were drawn on
        return self.conclude("", proven=needed, local_time=zone)

    def _shrunk(self, atoms: frozenset[Atom], held: frozenset[Atom], whole: bool) -> frozenset[Atom]:
        """What of ``atoms`` is needed; ``whole``: sources, of which the traces say which sites are."""
        parts: dict[Atom, frozenset[Atom]] = {}
        for atom in sorted(atoms, key=self._suspicion.rank):
            key = Atom(atom.source, atom.part) if whole else atom
            parts[key] = parts.get(key, frozenset()) | {atom}
        needed = shrink(
            list(parts),
            frozenset(parts),
            lambda sets: self._try([held.union(*(parts[key] for key in keys)) for keys in sets]),
        )
        return frozenset().union(*(parts[key] for key in needed))

    def _equal_once(self, proposal: Proposal) -> Diagnosis:
        """Where outputs move by chance, an agreement proves nothing."""
        self._proven = frozenset()
        self._failed.add(proposal.atoms)
        if self._inherent is None:
            again = self._laboratory.again()
            if not again.equal:
                divergence = self._divergence(again)
                if self._settle(divergence):
                    self._failed.clear()
                    return self._finish(Reading((proposal,), divergence))
        whole = {Atom(atom.source, atom.part) for atom in proposal.atoms}
        return self.conclude(_ONLY_ONCE, suspected=sorted(whole, key=self._suspicion.rank))

    def _divergence(self, again: Traced) -> Divergence:
        """Between the recorded trial and one in which all was replayed."""
        recorded = Trace(Path(self._laboratory.recorded_spec.directory))
        return compare_traces(recorded, Trace(again.directory), self._laboratory.target.name)

    def _locate_proven(self, needed: frozenset[Atom], proposal: Proposal) -> None:
        """Sites proven one by one, or that traces show to reach the result, or all that were drawn on."""
        for cause in sorted({Atom(atom.source, atom.part) for atom in needed}):
            sites = [atom for atom in sorted(needed) if atom.source == cause.source and atom.file]
            if sites:
                self._located[cause] = self._locator.at(tuple(map(self._evidence.site_of, sites)))
            elif cause in proposal.located:
                self._located[cause] = proposal.located[cause]
            else:
                self._locate_grown(cause, needed)

    def _locate_grown(self, cause: Atom, needed: frozenset[Atom]) -> None:
        """Of a source that traces did not show."""
        suspected = self._locate(cause).sites
        exact = pinpoint(self._laboratory, self._evidence, cause, needed - {cause}, suspected)
        if exact is not None:
            self._located[cause] = self._locator.at(exact)
        elif not suspected and self._rest and cause != LEAKED:
            self._located[cause] = self._locator.among(cause, self._rest)

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
        return self.conclude(note, suspected=[FOUND if self._locate_found() else LEAKED])

    def _locate_found(self) -> bool:
        """Whether trials find a file that the session had not, since it made it: that is not varied."""
        found = self._evidence.found_files() if FOUND.source in self._laboratory.planner.sources else ()
        if found:
            names = ", ".join(name for name, _ in found)
            located = self._locator.at(tuple(dict.fromkeys(site for _, site in found)))
            self._located[FOUND] = replace(
                located, how=f"made by the session, and found by its trials: {names}"
            )
        return bool(found)

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
            note="; ".join(filter(None, [note, self._locator.note])),
            limits=self._limits(),
        )

    def _limits(self) -> tuple[str, ...]:
        """What was not recorded or traced, since a bound was reached or it cannot be."""
        names = [name for name in self._laboratory.planner.sources if self._evidence.capped(name)]
        more = f"more answers of {', '.join(names)} were drawn than are kept for replay" if names else ""
        return (*filter(None, [more]), *limits(Path(self._laboratory.recorded_spec.directory)))

    def _was_varied(self, source: str) -> bool:
        return self._evidence.used(source) and (source != LEAKED.source or bool(self._laboratory.earlier))

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
