"""Functions of which traces show only the first lines or calls: what later ones may have drawn is guessed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import extent, statement_at

if TYPE_CHECKING:
    from pytest_repro.diagnosis.grounds import Grounds
    from pytest_repro.diagnosis.statements import Statement
    from pytest_repro.diagnosis.taint import Frame, Root, Roots
    from pytest_repro.traces.event import Event

    Code = tuple[str, str]


class Blurred:
    """Counts lines down, and keeps in mind which draws ever left the call that they were made in."""

    def __init__(
        self,
        lines: tuple[Counter[Code], Counter[Code]] | None,
        calls: tuple[Counter[Code], Counter[Code]] | None,
    ) -> None:
        """``lines``: of functions of which not every line was traced, how many were, in either trace; and so
        of calls.
        """
        self._left = lines or (Counter(), Counter())
        self._calls_left = calls or (Counter(), Counter())
        self._unseen: set[Code] = set()
        """No more calls of them follow, in one trace at least."""
        self._codes: set[Code] = set()
        self._escaped: set[Root] = set()
        self._over: set[Root] = set()
        """Drawn in calls that are over, of which every line is known."""

    def __contains__(self, frame: Frame) -> bool:
        """Whether no more lines of the function follow, in one trace at least."""
        return (frame.file, frame.function) in self._codes

    def passes(self, first: Event | None, second: Event | None) -> bool:
        """Count a line; whether no more than one of the traces has lines of its function from here on."""
        for event, left in zip((first, second), self._left, strict=True):
            code = ("", "") if event is None else (event.key.file, event.key.function)
            if code in left:
                if code in self._codes:
                    return True
                left[code] -= 1
                if not left[code]:
                    self._codes.add(code)
        return False

    def calls(self, first: Event | None, second: Event | None) -> None:
        """Count a call."""
        for event, left in zip((first, second), self._calls_left, strict=True):
            code = ("", "") if event is None else (event.key.file, event.key.function)
            if code in left:
                left[code] -= 1
                if left[code] <= 0:
                    self._unseen.add(code)

    def may_have_run(self, grounds: Grounds) -> Roots:
        """What calls drew that showed in nothing, of functions that lines from here on may call unseen."""
        return frozenset(root for root in grounds.hidden if (root.file, root.function) in self._unseen)

    def leaves(self, frame: Frame, roots: Roots, grounds: Grounds) -> None:
        """A call is over, and left ``roots`` in what it gave or was given."""
        if frame not in self and any(self._left):
            self._escaped |= roots
            self._over.update(root for root in grounds.roots if _is_of(root, frame))

    def overwritten(self, frame: Frame, grounds: Grounds, kept: Roots) -> Roots:
        """What calls of a function drew and left with none of them, nor is ``kept`` elsewhere."""
        own = (root for root in grounds.roots if _is_of(root, frame))
        # A choice may have come out alike until now.
        found = frozenset(root for root in own if not statement_at(root.file, root.line).chooses)
        return (found & self._over) - self._escaped - kept

    def repeated(self, frame: Frame, grounds: Grounds) -> Roots:
        """Where earlier calls of a function differed by themselves, and left it in what they gave."""
        return frozenset(root for root in self._escaped & grounds.fresh if _is_of(root, frame))

    @staticmethod
    def drawn(frame: Frame, first: int, grounds: Grounds) -> list[Statement]:
        """Lines of a call that may have drawn something."""
        last = extent(frame.file, first)
        lines = [line for line in grounds.hiding.get(frame.file, ()) if first <= line <= last]
        return [statement_at(frame.file, line) for line in lines]


def _is_of(root: Root, frame: Frame) -> bool:
    return (root.file, root.function) == (frame.file, frame.function)
