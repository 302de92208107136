"""Replays what is proposed, and keeps in mind what did not suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.minimise import shrink
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.proposal import Proposal


class Proof:
    """Trials in which something is replayed, and everything else varied."""

    def __init__(self, laboratory: Laboratory) -> None:
        self._laboratory = laboratory
        self._failed: set[frozenset[Atom]] = set()
        """What was replayed and did not suffice."""
        self._sufficed: set[frozenset[Atom]] = set()
        """What did, in trials of somebody else's."""

    def forget(self) -> None:
        """Another trial has been recorded: what did not suffice may do now."""
        self._failed.clear()
        self._sufficed.clear()

    def refute(self, atoms: frozenset[Atom]) -> None:
        """These sufficed, and then did not: that was chance."""
        self._failed.add(atoms)
        self._sufficed.discard(atoms)

    def learn(self, atoms: frozenset[Atom]) -> None:
        """These have been replayed already, and sufficed."""
        self._sufficed.add(atoms)

    def insufficient(self, source: str, others: frozenset[Atom]) -> frozenset[Atom]:
        """Sites of a source that were replayed together, with the ``others`` needed, and did not suffice."""
        beside = {Atom(atom.source, atom.part) for atom in others}
        tried = (
            frozenset(a for a in failed if a.source == source and a.file)
            for failed in self._failed
            if beside <= {Atom(atom.source, atom.part) for atom in failed}
        )
        return max(tried, key=len, default=frozenset())

    def try_each(self, sets: Sequence[frozenset[Atom]]) -> list[bool]:
        """Which suffice, as trials say; none is run for what is part of a set that did not.

        Raises:
            BudgetSpentError: too many trials have been run.
        """
        unknown = [atoms for atoms in sets if atoms not in self._sufficed]
        new = [atoms for atoms in unknown if not any(atoms <= failed for failed in self._failed)]
        equal = dict(zip(new, self._laboratory.test(new) if new else [], strict=True))
        self._failed |= {atoms for atoms in new if not equal[atoms]}
        return [atoms in self._sufficed or equal.get(atoms, False) for atoms in sets]

    def first_sufficient(self, proposals: Sequence[Proposal]) -> Proposal | None:
        """The narrowest that suffices when it is replayed while everything else is varied."""
        wanted = (proposal for proposal in proposals if proposal.atoms)
        return next((proposal for proposal in wanted if self.try_each([proposal.atoms])[0]), None)

    def needed(
        self,
        atoms: frozenset[Atom],
        held: frozenset[Atom],
        rank: Callable[[Atom], tuple[int | Atom, ...]],
    ) -> frozenset[Atom]:
        """Of which sources something is needed beside what is ``held``: all ``atoms`` of these."""
        parts: dict[Atom, frozenset[Atom]] = {}
        for atom in sorted(atoms, key=rank):
            key = Atom(atom.source, atom.part)
            parts[key] = parts.get(key, frozenset()) | {atom}
        kept = shrink(
            list(parts),
            frozenset(parts),
            lambda sets: self.try_each([held.union(*(parts[key] for key in keys)) for keys in sets]),
            # What was tried before, and needed more, is hardly all.
            alone=not any(
                atom.source == next(iter(parts)).source for tried in self._failed for atom in tried
            ),
        )
        return frozenset().union(*(parts[key] for key in kept))
