"""Which of several lines that are named for a source it takes: some are varied, and the rest replayed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_repro.trials.planner import Atom

    Try = Callable[[Sequence[frozenset[Atom]]], list[bool]]

_ONE_CAUSE = 4
_EACH_CAUSE = 2


@dataclass(frozen=True)
class Sitewise:
    """What became of the lines."""

    kept: frozenset[Atom]
    """They suffice, with all that is no line."""
    alone: frozenset[Atom]
    """Those of them without which the outputs differ, whatever becomes of the others."""
    tried: bool = False
    """Whether any was varied: what suffices has been seen to do so again, or a part of it not to."""


def trials_left(causes: int, used: int) -> int:
    """How many more trials a diagnosis may take to settle lines."""
    most = _ONE_CAUSE if causes == 1 else _ONE_CAUSE + _EACH_CAUSE * causes
    return max(most - used, 0)


def prove_sites(needed: frozenset[Atom], doubted: Sequence[Atom], try_each: Try, trials: int) -> Sitewise:
    """Vary groups of lines, the doubted first, in no more than so many ``trials``.

    ``needed`` suffices, and every source in it is needed. A look-alike is told from the guilty line in one
    trial; where nobody is innocent, that shows of one of them that it is needed.

    Raises:
        BudgetSpentError: too many trials have been run.
    """
    kept = needed
    alone: frozenset[Atom] = frozenset()
    sites = [*(atom for atom in doubted if _disputed(atom, needed))]
    sites += [atom for atom in sorted(needed) if atom not in sites and _disputed(atom, needed)]
    first = sum(atom in doubted for atom in sites) or max(len(sites) // 2, 1)
    waiting = deque(group for group in (sites[:first], sites[first:]) if group)
    tried = False
    while waiting and trials > 0:
        group = [atom for atom in waiting.popleft() if _disputed(atom, kept) and atom not in alone]
        rest = kept - frozenset(group)
        spared = _sources(kept) - _sources(rest)
        if spared and len(group) > 1:  # of every source something is needed: that would tell nothing
            waiting.extendleft(reversed(_halves(group)))
            continue
        if not group:
            continue
        trials, tried = trials - 1, True
        if try_each([rest])[0]:
            kept = rest
        elif len(group) == 1:
            alone |= frozenset(group)
        else:
            waiting.extendleft(reversed(_halves(group)))
    alone |= frozenset(atom for atom in kept if atom.file and not _disputed(atom, kept))
    return Sitewise(kept, alone, tried)


def _disputed(atom: Atom, among: frozenset[Atom]) -> bool:
    """Whether other lines are named for its source."""
    return bool(atom.file) and sum(other.source == atom.source for other in among) > 1


def _sources(atoms: frozenset[Atom]) -> set[str]:
    return {atom.source for atom in atoms}


def _halves(group: list[Atom]) -> list[list[Atom]]:
    middle = len(group) // 2
    return [group[:middle], group[middle:]]
