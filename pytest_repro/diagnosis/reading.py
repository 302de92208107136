"""Reads off two traces, between which only suspects were varied, which of them reached the result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.explaining import ASIDE, Explainer
from pytest_repro.diagnosis.grounds import Lines
from pytest_repro.diagnosis.keyed import only_finds_by_id
from pytest_repro.diagnosis.listed import line_of_list
from pytest_repro.diagnosis.proposal import Proposal, Reading
from pytest_repro.diagnosis.sharing import races
from pytest_repro.diagnosis.statements import statement_at
from pytest_repro.diagnosis.taint import Root
from pytest_repro.diagnosis.temporary import TEMPORARY, names_folder
from pytest_repro.diagnosis.threaded import races_of, without_owned
from pytest_repro.diagnosis.unordered import ordered, sorted_at_once
from pytest_repro.diagnosis.zone import CLOCK, ZONE, reads_local_time
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.planner import LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.explaining import Explanation
    from pytest_repro.diagnosis.locate import Located, Locator
    from pytest_repro.model import Site

    Place = tuple[str, int]

_ENDS, _IDENTITY = "completion-order", "object-identity"
_LISTING = Atom("directory-order")
_HASH = Atom("hash-seed")
_SEEN_AT_ONCE = 4
"""From this suspicion on, sources whose answers seldom hide: a time differs in the line that asks for it."""


def read(
    recorded: Path, varied: Path, result: str, causes: frozenset[Atom], evidence: Evidence, locator: Locator
) -> Reading:
    """The folders are of two traced trials that differ in ``causes`` alone."""
    traces = Trace(recorded), Trace(varied)
    divergence = compare_traces(*traces, result, _known_lines(causes, evidence, locator))
    divergence = _whatever_differed(divergence)
    reader = Reader(causes, evidence, locator, divergence, traces[0])
    likely = reader.propose(divergence.fresh, likely=True)
    possible = reader.propose(divergence.fresh)
    widest = reader.propose(divergence.reaching)
    found: dict[frozenset[Atom], Proposal] = {}
    for proposal in (likely, likely.whole(), possible, widest):
        found.setdefault(proposal.atoms, proposal)
    return Reading(tuple(found.values()), divergence, reader.explainer.races(divergence.fresh))


def _known_lines(causes: frozenset[Atom], evidence: Evidence, locator: Locator) -> Lines:
    """Where trials may differ in which ``causes`` were varied."""
    drawn, hiding = set(evidence.launches()), set(evidence.launches())
    numbers: set[Place] = set()
    others: set[Place] = set(drawn)
    fields = [field for cause in sorted(causes) for field in evidence.fields(cause)]
    for cause in sorted(causes):
        places = set(evidence.places(cause))
        if cause == ZONE:  # no trace is left of a conversion, yet what it gives is seen at once
            places.update(locator.flagged(ZONE))
        drawn |= places
        source = all_sources()[cause.source]
        if cause == TEMPORARY:
            hiding |= {place for place in places if names_folder(*place)}
        elif source.suspicion < _SEEN_AT_ONCE:
            hiding |= {place for place in places if cause != _LISTING or not sorted_at_once(*place)}
        if source.draws_numbers:
            numbers |= places
        if cause.source != _IDENTITY:
            others |= places
    return Lines(
        drawn=drawn,
        hiding=hiding,
        flagged={place for cause in causes - {ZONE} for place in locator.flagged(cause)},
        starting=evidence.starts() if Atom(_ENDS) in causes else (),
        waiting=evidence.places(Atom(_ENDS)) if Atom(_ENDS) in causes else (),
        numbers=numbers,
        addressed=drawn - others,
        fields=[(f.made, f.name, Root(*f.place, f.place[1], f.owner)) for f in fields],
        sets_vary=_HASH in causes,
    )


def _whatever_differed(divergence: Divergence) -> Divergence:
    """Of a result that is a file no trace shows the content: any line that differed may have reached it."""
    if divergence.reaching:
        return divergence
    return replace(divergence, reaching=divergence.roots, fresh=divergence.roots)


@dataclass
class _Gathered:
    """Lines, by the sources that may have made them differ."""

    places: dict[Atom, dict[Place, None]] = field(default_factory=dict)
    """Where a source was drawn on."""
    behind: dict[Atom, dict[Root, None]] = field(default_factory=dict)
    """What it explains."""
    strong: set[Atom] = field(default_factory=set)
    """For which a rule or an unseeded stream speaks."""
    unexplained: list[Root] = field(default_factory=list)

    def add(self, root: Root, explanation: Explanation) -> None:
        self.places.setdefault(explanation.cause, {}).update(dict.fromkeys(explanation.places))
        self.behind.setdefault(explanation.cause, {})[root] = None
        if not explanation.rank:
            self.strong.add(explanation.cause)


class Reader:
    """Turns lines that reach the result into the sources that were drawn on there."""

    def __init__(
        self,
        causes: frozenset[Atom],
        evidence: Evidence,
        locator: Locator,
        divergence: Divergence,
        recorded: Trace | None = None,
    ) -> None:
        self._evidence = evidence
        self._locator = locator
        self.divergence = divergence
        self._launches = evidence.launches()
        self._takes = evidence.takes()
        self._later = tuple(dict.fromkeys(later for later, _ in divergence.shown))
        self._causes = [cause for cause in sorted(causes) if cause != LEAKED]
        self._racing = self._found_races(recorded) if Atom(_ENDS) in causes else ()
        apart = divergence.apart if self._racing else ()
        known = tuple(self._causes), evidence, locator
        self.explainer = Explainer(*known, apart, divergence.of_objects)
        self._untraced = [cause for cause in self._causes if not all_sources()[cause.source].traced]

    def propose(self, roots: tuple[Root, ...], likely: bool = False) -> Proposal:
        """``likely``: of several sources that may explain a line, only the one that is suspected first."""
        found = self._gather(roots, likely)
        for cause in self._untraced if found.unexplained else ():
            found.behind.setdefault(cause, {}).update(dict.fromkeys(found.unexplained))
        single = all(len(self._origins(root)) < 2 for root in self._later)
        located = {
            cause: self._located(cause, found.places.get(cause, {}), tuple(behind))
            for cause, behind in found.behind.items()
        }
        atoms = {atom for cause in found.behind for atom in self._atoms(cause, found.places.get(cause, {}))}
        if ZONE in self._causes and CLOCK in located and reads_local_time(located[CLOCK].sites):
            atoms.add(ZONE)
        strong = found.strong | ({ZONE} if CLOCK in found.strong else set())
        return Proposal(
            frozenset(atoms),
            located,
            tuple(found.unexplained),
            certain=single and roots == self.divergence.fresh,
            doubted=self._doubted(atoms),
            strong=frozenset(atom for atom in atoms if Atom(atom.source, atom.part) in strong),
            guessed=frozenset(
                cause for cause in self._untraced if found.unexplained and cause not in found.places
            ),
        )

    def _gather(self, roots: tuple[Root, ...], likely: bool) -> _Gathered:
        """What explains ``roots``, and what was drawn on in other lines that reach the result."""
        gathered = _Gathered()
        first = self.explainer.likeliest(roots)
        telling = self._telling_alone() & set(roots)
        own = self._own()
        sound = likely and (bool(telling) or any(map(self.explainer.is_sound, (*roots, *own))))
        for root in (*self.divergence.reaching, *self._in_threads(roots)):
            found = self.explainer.explain(root)
            if root not in roots and likely:
                # One that is at work already explains what several might.
                found = [explanation for explanation in found if explanation.cause in first] or found
            if root in roots:
                best = min((explanation.rank for explanation in found), default=0)
                if not found and not any(map(self.explainer.explain, self._hidden(root))):
                    gathered.unexplained.append(root)
            elif root in own:
                best = min((explanation.rank for explanation in found), default=0)
            elif root not in self._later or not self._shows_an_order(root):
                best = 0  # it read something that differed, and may well draw something besides
            else:
                continue
            if sound and best == ASIDE and root not in telling:
                continue  # another line is better explained, and this may well be innocent
            for explanation in found:
                # Times are compared with one another: half of them replayed make no sense.
                timed = explanation.cause == CLOCK and CLOCK in gathered.behind and explanation.rank < ASIDE
                if explanation.rank == best or timed or (root in roots and not likely):
                    gathered.add(root, explanation)
        for cause, places in gathered.places.items():
            if self._evidence.aside(cause, places):
                places.update(dict.fromkeys(self._likelier(cause)))
        return gathered

    def _likelier(self, cause: Atom) -> list[Place]:
        """Of what the result depends on where a source was drawn on, what it seldom does not depend on."""
        found = (
            e for root in self.divergence.reaching for e in self.explainer.explain(root) if e.cause == cause
        )
        return [place for e in found for place in e.places if not self._evidence.aside(cause, [place])]

    def _in_threads(self, roots: tuple[Root, ...]) -> list[Root]:
        """Lines of threads of the program, where one of the lines takes what these made."""
        causes = {found.cause.source for root in roots for found in self.explainer.explain(root)}
        apart = self.divergence.apart if _ENDS in causes else ()
        return [root for root in apart if root not in self.divergence.reaching]

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
        causes = (e.cause.source for root in self._hidden(later) for e in self.explainer.explain(root))
        return any(all_sources()[source].shows_later for source in causes)

    def _own(self) -> list[Root]:
        """Lines that reach the result, and of which what hid in what they read is seldom to blame: what they
        draw themselves is likelier. A queue asks for a name of its own, and gives what comes first.
        """
        found = []
        for later in (root for root in self._later if root in self.divergence.reaching):
            hidden = [e for root in self._hidden(later) for e in self.explainer.explain(root)]
            if (
                self.explainer.is_sound(later)
                and hidden
                and all(explanation.rank == ASIDE for explanation in hidden)
            ):
                found.append(later)
        return found

    def _hidden(self, later: Root) -> list[Root]:
        """What may have hidden in what a line read."""
        return [old for shown, old in self.divergence.shown if shown == later]

    def _origins(self, later: Root) -> list[Root]:
        """Those of :meth:`_hidden` that are no mere stages: a line that draws on nothing hides only what had
        hidden in what it read.
        """
        hidden = self._hidden(later)
        return [old for old in hidden if old not in self._later or self.explainer.explain(old)]

    def _telling_alone(self) -> set[Root]:
        """What must have hidden in what a line read, since nothing else can have."""
        shown = [later for later in self._later if later not in self._own()]
        return {old for later in shown if len(hidden := self._hidden(later)) == 1 for old in hidden}

    def _first_shown(self, roots: tuple[Root, ...]) -> list[Root]:
        """Lines at which what was drawn at ``roots`` showed first, and not only what they made of it."""
        hidden = {later: self._hidden(later) for later in self._later}
        shown = [later for later, old in hidden.items() if any(root in roots for root in old)]
        first = [later for later in shown if not any(root in hidden for root in hidden[later])]
        if first:
            return first
        # A function that is called again reads what is made of its first call: each may hide in the other.
        mutual = [later for later in shown if all(later in hidden.get(old, [later]) for old in hidden[later])]
        return [later for later in mutual if any(_within(later, root) for root in roots)] or mutual

    def _deciding(self, cause: Atom, drawn: list[Place]) -> list[Place]:
        """Lines that compare an answer with what others made of theirs, as ``while time() < end``."""
        beside = (place for place in self._evidence.places(cause) if place not in drawn)
        relative = [place for place in beside if self._evidence.relative(cause, [place])]
        measured = [place for place in drawn if self._evidence.relative(cause, [place])]
        return [place for place in relative if any(_decides_by(place, other) for other in measured)]

    def _draws_aside(self, cause: Atom, root: Root) -> bool:
        """Whether a line draws on the cause itself, and nothing on which results depend often enough."""
        drawn = [place for place in self._evidence.places(cause) if root.holds(*place)]
        return bool(drawn) and self._evidence.aside(cause, drawn)

    def _order_of(self, root: Root) -> Site:
        """The line at which an order showed; of a loop over a list, that at which it was filled."""
        line = line_of_list(root.file, root.line)
        filled = self._evidence.site_at(root.file, line) if line is not None else None
        return filled or self._evidence.site_of_root(root)

    def _located(self, cause: Atom, places: Iterable[Place], roots: tuple[Root, ...]) -> Located:
        """Lines that drew; where that was an order, first those where it showed."""
        if not all_sources()[cause.source].traced:
            return self._locator.among(cause, roots, list(places))
        drawn = [place for place in self._evidence.places(cause) if place in places]
        drawn += self._deciding(cause, drawn)
        if all_sources()[cause.source].shows_later:  # all of it is replayed: this is about what to name
            drawn = [place for place in drawn if not self._evidence.aside(cause, [place])] or drawn
        ordering = [place for place in places if place in self.explainer.ordering(cause)]
        sites = [site for place in ordering if (site := self._evidence.site_at(*place))]
        sites = sites or [self._evidence.site_at_place(cause, place) for place in drawn]
        flagged = any(self._locator.objects(cause, place) for place in places)
        if all_sources()[cause.source].shows_later and not flagged:
            later = self._first_shown(roots)
            later = [root for root in later if not self._draws_aside(cause, root)] or later
            if cause.source == _ENDS:
                later = [root for root in later if not self._evidence.sleeps(root.file, root.function)]
            later = [root for root in later if not only_finds_by_id(root.file, root.line, root.last)]
            shown = [self._order_of(root) for root in ordered(later)]
            sites = [*shown, *(sites if len(sites) < 2 else ())] or sites
        took: list[Root] = []
        if cause.source == _ENDS:
            took = [root for root in roots if any(root.holds(*place) for place in self._takes)]
            sites = [*map(self._evidence.site_of_root, took), *sites]
        if not sites:
            return self._locator.among(cause, roots, list(places))
        located = self._locator.at(tuple(dict.fromkeys(sites)))
        return located if took or cause.source != _ENDS else replace(located, races=self._races(drawn))

    def _races(self, drawn: list[Place]) -> Located | None:
        """Lines of the program's threads that change what they share, if it is these that were started."""
        if not drawn or not set(drawn) <= set(self._evidence.starts()):
            return None
        sites = tuple(map(self._evidence.site_of_root, self._racing))
        return self._locator.at(sites) if sites else None

    def _found_races(self, recorded: Trace | None) -> tuple[Root, ...]:
        found = races(self.divergence.apart)
        if recorded is None:
            return found
        return without_owned(recorded, found or (races_of(recorded) if self._evidence.starts() else ()))


def _within(later: Root, root: Root) -> bool:
    """Whether a line belongs to the function of another one, or to one made in it."""
    return later.file == root.file and f"{later.function}.".startswith(f"{root.function}.")


def _decides_by(place: Place, measured: Place) -> bool:
    """Whether a line chooses by what another one has set."""
    here, there = statement_at(*place), statement_at(*measured)
    made = there.targets | (there.mentioned - there.names)
    return here.chooses and not made.isdisjoint(here.names | here.parts)
