"""Which of several sources may have made a line differ, and how likely each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.statements import statement_at
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.locate import Locator
    from pytest_repro.diagnosis.taint import Root

    Place = tuple[str, int]

_ENDS, _IDENTITY, _HASH = "completion-order", "object-identity", "hash-seed"
ASIDE = 9
"""Suspicion of what a library asks for on its own account."""


@dataclass
class Explanation:
    """One source that may have made a line differ."""

    cause: Atom
    rank: int
    places: list[Place] = field(default_factory=list)


class Explainer:
    """Knows of each of some causes the lines where it was drawn on, and where rules flag it."""

    def __init__(
        self,
        causes: tuple[Atom, ...],
        evidence: Evidence,
        locator: Locator,
        racing: Collection[Root] = (),
        of_objects: Collection[Root] = (),
    ) -> None:
        """``racing``: lines at which threads differ that change what they share; ``of_objects``: those that
        go through sets of objects, and none of strings.
        """
        self._causes = causes
        self._of_objects = frozenset(of_objects)
        self._racing = frozenset(racing)
        self._evidence = evidence
        self._locator = locator
        self._launches = evidence.launches()
        self._takes = evidence.takes()

    def explain(self, root: Root) -> list[Explanation]:
        launched = any(root.holds(*place) for place in self._launches)
        found = []
        for cause in self._causes:
            if cause.source == _HASH and root in self._of_objects:
                continue
            flagged = self._locator.flagged(cause)
            places = [place for place in self._evidence.places(cause) if root.holds(*place)]
            places += [field.made for field in self._evidence.fields(cause) if root.holds(*field.place)]
            places += [place for place in flagged if root.holds(*place) and place not in places]
            places += [place for place in self.ordering(cause) if root.holds(*place) and place not in places]
            if launched:
                places += _not_told(self._evidence.child_places(cause))
                places += [place for place in flagged if self._evidence.ran_in_child(*place)]
            if cause.source == _ENDS and any(root.holds(*place) for place in self._takes):
                places += self._evidence.places(cause)  # what it takes is put there by threads started there
            if cause.source == _ENDS and root in self._racing:
                found.append(Explanation(cause, all_sources()[_ENDS].suspicion, [*self._evidence.starts()]))
            elif places:
                found.append(Explanation(cause, self._rank(cause, places), list(dict.fromkeys(places))))
        return found

    def is_sound(self, root: Root) -> bool:
        """Whether something was drawn there on which results depend often enough."""
        return any(explanation.rank < ASIDE for explanation in self.explain(root))

    def likeliest(self, roots: tuple[Root, ...]) -> frozenset[Atom]:
        """Sources that are the likeliest at one of the lines, which read nothing that differed."""
        explained = [found for root in roots if (found := self.explain(root))]
        return frozenset(
            explanation.cause
            for found in explained
            for explanation in found
            if explanation.rank == min(each.rank for each in found)
        )

    def races(self, roots: Iterable[Root]) -> bool:
        """Whether one of the lines is known for races, by a rule or for what it started, and nothing that is
        likely explains it."""
        known = {*self._locator.racing(), *self._evidence.races()}
        racing = [root for root in roots if any(root.holds(*place) for place in known)]
        return any(all(explanation.rank for explanation in self.explain(root)) for root in racing)

    def ordering(self, cause: Atom) -> tuple[Place, ...]:
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
        return ASIDE if self._evidence.aside(cause, places) else source.suspicion

    def _goes_through_objects(self, place: Place) -> bool:
        """Whether a line names what is named where an object is hashed, such as ``self.nodes``."""
        cause = Atom(_IDENTITY)
        if place not in (self.ordering(cause) if cause in self._causes else ()):
            return False
        hashed = [at for at in self._evidence.places(cause) if not self._evidence.aside(cause, [at])]
        return any(_named(*place) & _named(*at) for at in hashed)


def _not_told(places: tuple[Place, ...]) -> list[Place]:
    """Without what is only printed or logged, unless that is all: no trace follows a child."""
    return [place for place in places if not statement_at(*place).tells] or [*places]


def _named(file: str, line: int) -> frozenset[str]:
    """Variables and attributes of a statement, but for methods of sets and what they are methods of."""
    statement = statement_at(file, line)
    return (statement.mentioned | statement.attributes) - _SELDOM_TELLING


_SELDOM_TELLING = frozenset({*dir(set), *dir(list), "self", "cls"})
