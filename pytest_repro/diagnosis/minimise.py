"""Finds a smallest set of atoms whose replay makes the outputs equal again (delta debugging).

``test(sets)`` runs one trial for each set and says for each whether the outputs were equal. It is taken to
be monotone: replaying more never makes equal outputs differ. The method is that of QuickXplain (Junker,
AAAI 2004) with a first guess, which the evidence of a recorded trial makes right most of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    T = TypeVar("T", bound=Hashable)
    Test = Callable[[Sequence[frozenset[T]]], Sequence[bool]]

_ONE_BY_ONE = 2
"""Up to so many, a trial less is worth more than waiting for one at a time."""


def minimise(
    candidates: Sequence[T], guess: Sequence[T], test: Test[T], guess_works: bool | None = None
) -> frozenset[T] | None:
    """A minimal subset of ``candidates`` that makes the outputs equal; None if not even all of them do.

    ``candidates`` come in order of suspicion, the most suspected first, and hold ``guess``. That the empty
    set leaves the outputs different must be known already; whether ``guess`` works may be.
    """
    known = frozenset(guess)
    remembered: dict[frozenset[T], bool] = {} if guess_works is None else {known: guess_works}
    remembered[frozenset()] = False
    once = _never_twice(test, remembered)
    if not once([known])[0]:
        grown = grow(candidates, known, once)
        if grown is None:
            return None
        known = grown
    return shrink(candidates, known, once)


def _never_twice(test: Test[T], remembered: dict[frozenset[T], bool]) -> Test[T]:
    """A trial takes seconds: run one only for a set that has had none."""

    def once(sets: Sequence[frozenset[T]]) -> list[bool]:
        new = [atoms for atoms in dict.fromkeys(sets) if atoms not in remembered]
        if new:
            remembered.update(zip(new, test(new), strict=True))
        return [remembered[atoms] for atoms in sets]

    return once


def grow(candidates: Sequence[T], known: frozenset[T], test: Test[T]) -> frozenset[T] | None:
    """Add to ``known``, which does not suffice, what is missing; None if not even all of them do."""
    rest = [atom for atom in candidates if atom not in known]
    enough = _gallop(rest, known, test)
    if enough is None:
        return None
    while True:
        low, high = enough
        while low < high:
            middle = (low + high) // 2
            if test([known | frozenset(rest[:middle])])[0]:
                high = middle
            else:
                low = middle + 1
        # The last atom of the shortest prefix that works is needed; what follows it is not.
        known, rest = known | {rest[high - 1]}, rest[: high - 1]
        if not rest or test([known])[0]:
            return known
        enough = (1, len(rest))


def _gallop(rest: Sequence[T], known: frozenset[T], test: Test[T]) -> tuple[int, int] | None:
    """Bounds for the shortest prefix of ``rest`` that is missing; suspects come first, so it is short."""
    low, size = 1, 1
    while low <= len(rest):
        size = min(size, len(rest))
        if test([known | frozenset(rest[:size])])[0]:
            return low, size
        low, size = size + 1, size * 3
    return None


def shrink(candidates: Sequence[T], known: frozenset[T], test: Test[T], alone: bool = True) -> frozenset[T]:
    """Drop from ``known``, which suffices, what is not needed: leave out each, side by side.

    First the likeliest is tried ``alone``; of two, the other then. Where it does, no other need be asked for.
    """
    order = [atom for atom in candidates if atom in known]
    if len(known) <= _ONE_BY_ONE:
        enough = (atom for atom in order if len(known) > 1 and test([frozenset({atom})])[0])
        return next((frozenset({atom}) for atom in enough), known)
    test = _never_twice(test, {})
    # Most programs have one cause: a set of suspects for it costs one trial, and not one for each.
    if alone and test([frozenset(order[:1])])[0]:
        return frozenset(order[:1])
    needless = [
        atom for atom, equal in zip(order, test([known - {atom} for atom in order]), strict=True) if equal
    ]
    if len(needless) > 1 and len(needless) < len(known) and test([known - frozenset(needless)])[0]:
        return known - frozenset(needless)
    # Not all can be left out together: drop the least suspected first, which was tried on its own.
    for number, atom in enumerate(reversed(needless)):
        if number == 0 or test([known - {atom}])[0]:
            known = known - {atom}
    return known
