"""Whom a task lets go before, where those of a block are to end in another order."""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pytest_repro.interpose.standing import Standing

    T = TypeVar("T")

# Bound now: in a trial the clock is replaced later.
_now = time.monotonic
BLOCK = 4
"""So many that run at once change places."""
IN_VAIN = 20
"""So many times in a row a task waits for a neighbour that nobody has started yet: they come one by one."""
_MOMENT = 0.03
_HOLD = 0.5
_STAGGER = 0.1
"""Seconds by which one of a block is held longer than the next, if they take too long to be waited for."""
_HELD_AT_MOST = 2.0


class GivingWay:
    """Each lets the later ones of its block go before, if they have been started and end soon."""

    def __init__(self, standing: Standing, workers: int | None) -> None:
        """``workers``: how many run at once."""
        self._standing = standing
        self.workers = workers
        self._held: set[int] = set()
        self._let_go: set[Any] = set()
        """Kinds that are not held, since those of one kind share their work."""
        self._in_vain = 0

    def let_go_with(self, number: int) -> int:
        """Let those of the same kind run at once; how many there are."""
        with self._standing.changed:
            self._let_go.add(self._standing.kind(number))
            self._standing.changed.notify_all()
            return self._standing.alike(number)

    def wait(self, number: int) -> None:
        """Wait for the later ones of the block, as long as one of them comes to its end now and then."""
        if number % BLOCK >= held_of(BLOCK, self.workers):
            return
        standing, start = self._standing, number - number % BLOCK
        later = [other for other in range(number + 1, start + BLOCK) if standing.is_turned(other)]
        until = _now() + _HELD_AT_MOST
        with standing.changed:
            self._held.add(number)
            while left := [other for other in later if not standing.has_ended(other)]:
                if self._is_let_go(number):
                    break
                begun = [other for other in left if other in standing.running]
                if self._in_vain >= IN_VAIN and not begun and not standing.is_given(left[0]):
                    break
                worked_before = any(n < start and n not in self._held for n in standing.running)
                hold = _HOLD + _STAGGER * (len(begun) - 1) if begun or worked_before else _MOMENT
                if not standing.changed.wait_for(
                    functools.partial(self._moved, number, left, begun), min(hold, until - _now())
                ):
                    self._in_vain += not begun
                    break
                self._in_vain = 0
            self._held.discard(number)

    def _is_let_go(self, number: int) -> bool:
        kind = self._standing.kind(number)
        return kind is not None and kind in self._let_go

    def _moved(self, number: int, left: list[int], begun: list[int]) -> bool:
        """Whether one has been started or has ended since, or ``number`` is let go."""
        standing = self._standing
        return self._is_let_go(number) or any(
            standing.has_ended(n) or (n in standing.running and n not in begun) for n in left
        )


def held_of(block: int, workers: int | None) -> int:
    """How many of the first of a block can wait for all others of it, which needs one that goes on."""
    return min(block, workers or block) - 1


def rearranged(block: list[T], workers: int | None) -> list[T]:
    """What came in one after another, as it might as well: some have been held until the others had come."""
    held = held_of(len(block), workers)
    return [*block[held:], *reversed(block[:held])]
