"""Reads off two traces, between which only suspects were varied, which of them reached the result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.grounds import Lines
from pytest_repro.diagnosis.proposal import Proposal, Reading
from pytest_repro.diagnosis.statements import statement_at
from pytest_repro.diagnosis.zone import CLOCK, ZONE, reads_local_time
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.planner import LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.locate import Located, Locator
    from pytest_repro.diagnosis.taint import Root

    Place = tuple[str, int]

_ENDS, _IDENTITY = "completion-order", "object-identity"
_SEEN_AT_ONCE = 4
"""From this suspicion on, sources whose answers seldom hide: a time differs in the line that asks for it."""


_ASIDE = 9
"""Suspicion of what a library asks for on its own account."""


def read(
    recorded: Path, varied: Path, result: str, causes: frozenset[Atom], evidence: Evidence, locator: Locator
) -> Reading:
    """The folders are of two traced trials that differ in ``causes`` alone."""
    traces = Trace(recorded), Trace(varied)
    divergence = compare_traces(*traces, result, _known_lines(causes, evidence, locator))
    divergence = _whatever_differed(divergence)
    reader = Reader(causes, evidence, locator, divergence)
    likely = reader.propose(divergence.fresh, likely=True)
    possible = reader.propose(divergence.fresh)
    widest = reader.propose(divergence.reaching)
    found: dict[frozenset[Atom], Proposal] = {}
    for proposal in (likely, likely.whole(), possible, widest):
        found.setdefault(proposal.atoms, proposal)
    return Reading(tuple(found.values()), divergence, reader.races(divergence.fresh))


def _known_lines(causes: frozenset[Atom], evidence: Evidence, locator: Locator) -> Lines:
    """Where trials may differ in which ``causes`` were varied."""
    drawn, hiding = set(evidence.launches()), set(evidence.launches())
    others: set[Place] = set(drawn)
    for cause in sorted(causes):
        places = set(evidence.places(cause))
        drawn |= places
        if all_sources()[cause.source].suspicion < _SEEN_AT_ONCE:
            hiding |= places
        if cause.source != _IDENTITY:
            others |= places
    return Lines(
        drawn=drawn,
        hiding=hiding,
        flagged={place for cause in causes for place in locator.flagged(cause)},
        starting=evidence.starts() if Atom(_ENDS) in causes else (),
        addressed=drawn - others,
    )


def _whatever_differed(divergence: Divergence) -> Divergence:
    """Of a result that is a file no trace shows the content: any line that differed may have reached it."""
    if divergence.reaching:
        return divergence
    return replace(divergence, reaching=divergence.roots, fresh=divergence.roots)


def _named(file: str, line: int) -> frozenset[str]:
    """Variables and attributes of a statement, but for methods of sets and what they are methods of."""
    statement = statement_at(file, line)
    return (statement.mentioned | statement.attributes) - _SELDOM_TELLING


_SELDOM_TELLING = frozenset({*dir(set), *dir(list), "self", "cls"})


@dataclass
class _Explanation:
    """One source that may have made a line differ."""

    cause: Atom
    rank: int
    places: list[Place] = field(default_factory=list)


class Reader:
    """Turns lines that reach the result into the sources that were drawn on there."""

    def __init__(
        self, causes: frozenset[Atom], evidence: Evidence, locator: Locator, divergence: Divergence
    ) -> None:
        self._evidence = evidence
        self._locator = locator
        self.divergence = divergence
        self._launches = evidence.launches()
        self._takes = evidence.takes()
        self._later = tuple(dict.fromkeys(later for later, _ in divergence.shown))
        self._causes = [cause for cause in sorted(causes) if cause != LEAKED]
        self._untraced = [cause for cause in self._causes if not all_sources()[cause.source].traced]

    def propose(self, roots: tuple[Root, ...], likely: bool = False) -> Proposal:
        """``likely``: of several sources that may explain a line, only the one that is suspected first."""
        places: dict[Atom, dict[Place, None]] = {}
        behind: dict[Atom, dict[Root, None]] = {}
        strong: set[Atom] = set()
        rest = []
        first = self._first(roots)
        sound = likely and any(map(self._is_sound, roots))
        for root in (*self.divergence.reaching, *self._in_threads(roots)):
            found = self._explain(root)
            if root not in roots and likely:
                # One that is at work already explains what several might.
                found = [explanation for explanation in found if explanation.cause in first] or found
            if root in roots:
                best = min((explanation.rank for explanation in found), default=0)
                rest += [] if found or any(map(self._explain, self._hidden(root))) else [root]
            elif root not in self._later or not self._shows_an_order(root):
                best = 0  # it read something that differed, and may well draw something besides
            else:
                continue
            if sound and best == _ASIDE:
                continue  # another line is better explained, and this may well be innocent
            for explanation in found:
                # Times are compared with one another: half of them replayed make no sense.
                timed = explanation.cause == CLOCK and CLOCK in behind
                if explanation.rank == best or timed or (root in roots and not likely):
                    places.setdefault(explanation.cause, {}).update(dict.fromkeys(explanation.places))
                    behind.setdefault(explanation.cause, {})[root] = None
                    strong |= {explanation.cause} if not explanation.rank else set()
        for cause, found_at in places.items():
            if self._evidence.aside(cause, found_at):
                found_at.update(dict.fromkeys(self._likelier(cause)))
        for cause in self._untraced if rest else ():
            behind.setdefault(cause, {}).update(dict.fromkeys(rest))
        atoms = {atom for cause in behind for atom in self._atoms(cause, places.get(cause, {}))}
        located = {
            cause: self._located(cause, places.get(cause, {}), tuple(behind[cause])) for cause in behind
        }
        if ZONE in self._causes and CLOCK in located and reads_local_time(located[CLOCK].sites):
            atoms.add(ZONE)
        certain = roots == self.divergence.fresh and all(len(self._hidden(root)) < 2 for root in self._later)
        strong |= {ZONE} if CLOCK in strong else set()
        speaking = frozenset(atom for atom in atoms if Atom(atom.source, atom.part) in strong)
        guessed = frozenset(cause for cause in self._untraced if rest and cause not in places)
        doubted = self._doubted(atoms)
        return Proposal(frozenset(atoms), located, tuple(rest), certain, doubted, speaking, guessed=guessed)

    def _is_sound(self, root: Root) -> bool:
        """Whether something was drawn there on which results depend often enough."""
        return any(explanation.rank < _ASIDE for explanation in self._explain(root))

    def _likelier(self, cause: Atom) -> list[Place]:
        """Of what the result depends on where a source was drawn on, what it seldom does not depend on."""
        found = (e for root in self.divergence.reaching for e in self._explain(root) if e.cause == cause)
        return [place for e in found for place in e.places if not self._evidence.aside(cause, [place])]

    def _in_threads(self, roots: tuple[Root, ...]) -> list[Root]:
        """Lines of threads of the program, where one of the lines takes what these made."""
        causes = {found.cause.source for root in roots for found in self._explain(root)}
        apart = self.divergence.apart if _ENDS in causes else ()
        return [root for root in apart if root not in self.divergence.reaching]

    def _first(self, roots: tuple[Root, ...]) -> frozenset[Atom]:
        """Sources that are the likeliest at one of the lines, which read nothing that differed."""
        explained = [found for root in roots if (found := self._explain(root))]
        return frozenset(
            explanation.cause
            for found in explained
            for explanation in found
            if explanation.rank == min(each.rank for each in found)
        )

    def _doubted(self, atoms: Iterable[Atom]) -> tuple[Atom, ...]:
        """What no rule flags beside what one does; and what starts a child asks for names of its own, while
        what the child draws goes into results.
        """
        known = [atom for atom in sorted(atoms) if atom.file]
        flagged = {a for a in known if self._locator.objects(Atom(a.source), (a.file, a.line))}
        told = {atom.source for atom in flagged}
        children = {atom.source for atom in known if self._evidence.child_places(Atom(atom.source))}
        return tuple(
            atom
            for atom in known
            if (atom.source in told and atom not in flagged)
            or (atom.source in children and (atom.file, atom.line) in self._launches)
        )

    def races(self, roots: Iterable[Root]) -> bool:
        """Whether one of the lines is known for races, by a rule or for what it started, and nothing that is
        likely explains it."""
        known = {*self._locator.racing(), *self._evidence.races()}
        racing = [root for root in roots if any(root.holds(*place) for place in known)]
        return any(all(explanation.rank for explanation in self._explain(root)) for root in racing)

    def _explain(self, root: Root) -> list[_Explanation]:
        launched = any(root.holds(*place) for place in self._launches)
        found = []
        for cause in self._causes:
            flagged = self._locator.flagged(cause)
            places = [place for place in self._evidence.places(cause) if root.holds(*place)]
            places += [place for place in flagged if root.holds(*place) and place not in places]
            places += [place for place in self._ordering(cause) if root.holds(*place) and place not in places]
            if launched:
                places += self._evidence.child_places(cause)
                places += [place for place in flagged if self._evidence.ran_in_child(*place)]
            if cause.source == _ENDS and any(root.holds(*place) for place in self._takes):
                places += self._evidence.places(cause)  # what it takes is put there by threads started there
            if places:
                found.append(_Explanation(cause, self._rank(cause, places), list(dict.fromkeys(places))))
        return found

    def _goes_through_objects(self, place: Place) -> bool:
        """Whether a line names what is named where an object is hashed, such as ``self.nodes``."""
        cause = Atom(_IDENTITY)
        if place not in (self._ordering(cause) if cause in self._causes else ()):
            return False
        hashed = [at for at in self._evidence.places(cause) if not self._evidence.aside(cause, [at])]
        return any(_named(*place) & _named(*at) for at in hashed)

    def _ordering(self, cause: Atom) -> tuple[Place, ...]:
        """Lines that rules flag for an order, where what it follows was drawn on at any line."""
        drawn = self._evidence.places(cause)
        if cause.source != _IDENTITY or all(self._evidence.aside(cause, [place]) for place in drawn):
            return ()
        return self._locator.ordering(cause)

    def _rank(self, cause: Atom, places: list[Place]) -> int:
        source = all_sources()[cause.source]
        objects = any(self._locator.objects(cause, place) for place in places)
        if objects and not source.traced and all(map(self._goes_through_objects, places)):
            return source.suspicion
        if objects or issubclass(source, AmbientStream):
            return 0
        return _ASIDE if self._evidence.aside(cause, places) else source.suspicion

    def _atoms(self, cause: Atom, places: Iterable[Place]) -> set[Atom]:
        """Single sites where that says less than the whole source."""
        source = all_sources()[cause.source]
        if cause.part or not source.by_site or source.shows_later:
            return {cause}
        drawn = self._evidence.places(cause)
        chosen = [place for place in places if place in drawn]
        if not chosen or len(drawn) < 2 or self._evidence.relative(cause, chosen):
            return {cause}
        return {Atom(cause.source, "", file, line) for file, line in chosen}

    def _shows_an_order(self, later: Root) -> bool:
        """Whether what hid in what a line read may be an order, which the line then shows as its own."""
        causes = (e.cause.source for root in self._hidden(later) for e in self._explain(root))
        return any(all_sources()[source].shows_later for source in causes)

    def _hidden(self, later: Root) -> list[Root]:
        """What may have hidden in what a line read."""
        return [old for shown, old in self.divergence.shown if shown == later]

    def _first_shown(self, roots: tuple[Root, ...]) -> list[Root]:
        """Lines at which what was drawn at ``roots`` showed first, and not only what they made of it."""
        hidden = {later: self._hidden(later) for later in self._later}
        return [
            later
            for later, old in hidden.items()
            if any(root in roots for root in old) and not any(root in hidden for root in old)
        ]

    def _located(self, cause: Atom, places: Iterable[Place], roots: tuple[Root, ...]) -> Located:
        """Lines that drew; where that was an order, first those where it showed."""
        if not all_sources()[cause.source].traced:
            return self._locator.among(cause, roots, list(places))
        drawn = [place for place in self._evidence.places(cause) if place in places]
        if all_sources()[cause.source].shows_later:  # all of it is replayed: this is about what to name
            drawn = [place for place in drawn if not self._evidence.aside(cause, [place])] or drawn
        ordering = [place for place in places if place in self._ordering(cause)]
        sites = [site for place in ordering if (site := self._evidence.site_at(*place))]
        sites = sites or [self._evidence.site_at_place(cause, place) for place in drawn]
        flagged = any(self._locator.objects(cause, place) for place in places)
        if all_sources()[cause.source].shows_later and not flagged:
            shown = [self._evidence.site_of_root(root) for root in self._first_shown(roots)]
            sites = [*shown, *(sites if len(sites) < 2 else ())] or sites
        if cause.source == _ENDS:
            took = [root for root in roots if any(root.holds(*place) for place in self._takes)]
            sites = [*map(self._evidence.site_of_root, took), *sites]
        if not sites:
            return self._locator.among(cause, roots, list(places))
        return self._locator.at(tuple(dict.fromkeys(sites)))
