"""Lines that are known to draw, and those at which two executions were seen to begin to differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.taint import NONE, Frame, Root, Roots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.diagnosis.statements import Statement

    Places = Iterable[tuple[str, int]]


class Grounds:
    """What a difference may be put down to."""

    def __init__(self, drawn: Places, hiding: Places, flagged: Places, starting: Places) -> None:
        """As in :class:`pytest_repro.diagnosis.flow.Flow`."""
        self._drawn = _by_file(drawn)
        self.hiding = _by_file([*hiding, *flagged])
        self._flagged = _by_file(flagged)
        self._starting = _by_file(starting)
        self.roots: dict[Root, None] = {}
        """In the order in which they showed."""
        self.hidden: set[Root] = set()
        """Draws that read nothing that differed, and whose answer did not show at once."""
        self.fresh: set[Root] = set()
        """Those that read nothing that differed; the others draw, and read something that differed too."""
        self.shown: dict[Root, frozenset[Root]] = {}
        """Lines that read nothing that differed but something in which an earlier root may have hidden."""
        self.apart: set[Root] = set()
        """Those of threads other than the main one: no trace leads out of them."""
        self.in_thread = False
        """Whether one of these is being followed."""
        self.started: Roots = NONE
        """Lines that started threads, whose work did not show at once."""

    def draws(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._drawn, frame, statement)

    def hides(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self.hiding, frame, statement)

    def flags(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._flagged, frame, statement)

    def starts(self, frame: Frame, statement: Statement) -> bool:
        return _holds(self._starting, frame, statement)

    def new(self, frame: Frame, statement: Statement, fresh: bool = True) -> Roots:
        """A root of its own for a statement; none for one that imports."""
        if statement.imports or not statement.first:
            return NONE
        root = Root(frame.file, statement.first, statement.last, frame.function)
        self.roots.setdefault(root)
        if fresh:
            self.fresh.add(root)
        if self.in_thread:
            self.apart.add(root)
        return frozenset({root})


def _holds(places: dict[str, list[int]], frame: Frame, statement: Statement) -> bool:
    return any(statement.first <= line <= statement.last for line in places.get(frame.file, ()))


def _by_file(places: Places) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for file, line in places:
        found.setdefault(file, []).append(line)
    return found
