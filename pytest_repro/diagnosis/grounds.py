"""Lines that are known to draw, and those at which two executions were seen to begin to differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import extent, statement_at
from pytest_repro.diagnosis.taint import NONE, Frame, Root, Roots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.diagnosis.statements import Statement

    Places = Iterable[tuple[str, int]]


@dataclass(frozen=True)
class Lines:
    """What is known of lines of the program before two traces are compared: each a file and a number."""

    drawn: Places = ()
    """They draw on what was varied."""
    hiding: Places = ()
    """Those of them whose answers may be kept where no digest looks."""
    flagged: Places = ()
    """They may draw, for what a rule says."""
    starting: Places = ()
    """They start threads or tasks."""
    waiting: Places = ()
    """While one waits there, others come to an end or go on, in an order of their own."""
    numbers: Places = ()
    """They draw numbers, from a stream or fresh entropy: what they give mostly depends on these."""
    addressed: Places = ()
    """They ask for addresses and draw on nothing else: on that, the order of plain values does not depend."""
    fields: Iterable[tuple[tuple[str, int], str, Root]] = ()
    """They make dataclasses of which factories draw fields: the name of each, and the line that says how."""
    sets_vary: bool = False
    """Whether sets of strings may have another order."""


class Grounds:
    """What a difference may be put down to."""

    def __init__(self, lines: Lines) -> None:
        self._drawn = _by_file(lines.drawn)
        self.hiding = _by_file([*lines.hiding, *lines.flagged])
        self._flagged = _by_file(lines.flagged)
        self._starting = _by_file(lines.starting)
        self._waiting = _by_file(lines.waiting)
        self._numbers = _by_file(lines.numbers)
        self._addressed = frozenset(lines.addressed)
        self._fields = tuple(lines.fields)
        self.sets_vary = lines.sets_vary
        self.roots: dict[Root, None] = {}
        """In the order in which they showed."""
        self.hidden: set[Root] = set()
        """Draws that read nothing that differed, and whose answer did not show at once."""
        self.gave_sets: Roots = NONE
        """Lines that gave a set to a library, which may have put its items in order where no digest looks."""
        self.fresh: set[Root] = set()
        """Those that read nothing that differed; the others draw, and read something that differed too."""
        self.shown: dict[Root, frozenset[Root]] = {}
        """Lines that read nothing that differed but something in which an earlier root may have hidden."""
        self.apart: set[Root] = set()
        """Those of threads other than the main one: no trace leads out of them."""
        self.of_objects: Roots = NONE
        """Lines that read sets of objects, and none of strings: no hash seed orders what they go through."""
        self.in_thread = False
        """Whether one of these is being followed."""
        self.started: Roots = NONE
        """Lines that started threads, whose work did not show at once."""

    def draws(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._drawn, frame, statement)

    def gave_numbers(self, root: Root) -> bool:
        return bool(_between(self._numbers, root.file, root.line, root.last))

    def hides(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self.hiding, frame, statement)

    def flags(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._flagged, frame, statement)

    def starts(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._starting, frame, statement)

    def waiting_in(self, frame: Frame, first: int) -> Roots:
        """Lines of the function that starts at line ``first`` on which others may come to pass it by."""
        lines = _between(self._waiting, frame.file, first, extent(frame.file, first))
        return NONE.union(*(root_of(frame, statement_at(frame.file, line)) for line in lines))

    def orders_plain_values(self, root: Root) -> bool:
        """Whether what a line drew may decide how numbers or strings follow one another."""
        drawn = _between(self._drawn, root.file, root.line, root.last)
        return not drawn or not self._addressed.issuperset((root.file, line) for line in drawn)

    def new(self, frame: Frame, statement: Statement, fresh: bool = True) -> Roots:
        """A root of its own for a statement; none for one that imports."""
        found = root_of(frame, statement)
        self.roots.update(dict.fromkeys(found))
        if fresh:
            self.fresh |= found
        if self.in_thread:
            self.apart |= found
        read = statement.names | statement.parts
        if any(map(frame.is_set_of_objects, read)) and not any(map(frame.is_set, read)):
            self.of_objects |= found
        return found

    def of_fields(self, frame: Frame, statement: Statement, differing: Iterable[str]) -> dict[str, Roots]:
        """Of parts that a statement makes as fields of a dataclass, the lines that say what draws."""
        held = [(name, root) for place, name, root in self._fields if _within(place, frame, statement)]
        found = {
            part: frozenset(root for name, root in held if part.endswith(f".{name}")) for part in differing
        }
        for roots in found.values():
            self.roots.update(dict.fromkeys(roots))
            self.fresh |= roots
        return {part: roots for part, roots in found.items() if roots}


def _within(place: tuple[str, int], frame: Frame, statement: Statement) -> bool:
    return place[0] == frame.file and statement.first <= place[1] <= statement.last


def root_of(frame: Frame, statement: Statement) -> Roots:
    """The root that a statement would be; none for one that imports."""
    if statement.imports or not statement.first:
        return NONE
    return frozenset({Root(frame.file, statement.first, statement.last, frame.function)})


def _holds(places: dict[str, list[int]], frame: Frame, statement: Statement) -> bool:
    return bool(_between(places, frame.file, statement.first, statement.last))


def _between(places: dict[str, list[int]], file: str, first: int, last: int) -> list[int]:
    return [line for line in places.get(file, ()) if first <= line <= last]


def _by_file(places: Places) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for file, line in places:
        found.setdefault(file, []).append(line)
    return found
