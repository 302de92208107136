"""What is worth a trial, and what two traces say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, Operation
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pytest_repro.diagnosis.locate import Located
    from pytest_repro.diagnosis.taint import Root


@dataclass(frozen=True)
class Proposal:
    """What is worth a trial: a guess, until it has been replayed."""

    atoms: frozenset[Atom]
    """To be replayed, single sites where a source can be replayed so."""
    located: dict[Atom, Located]
    """Of each source among them, the sites that reached the result, where they could be told."""
    unexplained: tuple[Root, ...] = ()
    """Lines that no draw explains, and no rule."""
    certain: bool = False
    """Whether only draws are meant that nothing but themselves can have made differ."""
    doubted: tuple[Atom, ...] = ()
    """Of the sites to be replayed, those that may well be innocent."""
    strong: frozenset[Atom] = frozenset()
    """Of :attr:`atoms`, those of sources that a rule or an unseeded stream speaks for at one of the lines."""
    sites: frozenset[Atom] = frozenset()
    """Of sources that are to be replayed as wholes, the lines that traces show."""
    guessed: frozenset[Atom] = frozenset()
    """Of :attr:`atoms`, what only stands for lines that nothing explains."""

    def stronger(self) -> Proposal:
        """That for which something speaks, alone; the same where that is all of it, or nothing."""
        if not self.strong:
            return self
        doubted = tuple(atom for atom in self.doubted if atom in self.strong)
        return replace(self, atoms=self.strong, doubted=doubted)

    def beside(self, other: Proposal) -> Proposal:
        """Both, to be replayed together."""
        return Proposal(
            self.atoms | other.atoms,
            {**other.located, **self.located},
            self.unexplained + other.unexplained,
            self.certain and other.certain,
            self.doubted + other.doubted,
            sites=self.sites | other.sites,
            guessed=self.guessed | other.guessed,
        )

    def whole(self) -> Proposal:
        """The same sources, at whatever site: where a line was missed, that suffices all the same."""
        sites = frozenset(atom for atom in self.atoms if atom.file)
        by_site = {Atom(atom.source) for atom in sites}
        located = {cause: found for cause, found in self.located.items() if cause not in by_site}
        atoms = frozenset(Atom(atom.source, atom.part) for atom in self.atoms)
        return Proposal(atoms, located, self.unexplained, sites=self.sites | sites, guessed=self.guessed)

    def narrowed(self, needed: frozenset[Atom]) -> frozenset[Atom]:
        """What is needed, of sources as wholes only the sites that are known."""
        known = {Atom(atom.source) for atom in self.sites}
        kept = frozenset(atom for atom in self.sites if Atom(atom.source) in needed)
        return kept | (needed - known)


@dataclass(frozen=True)
class Reading:
    """What two traces say."""

    proposals: tuple[Proposal, ...]
    """The narrower first."""
    divergence: Divergence
    racing: bool = False
    """Whether a line that nothing explains is known for races."""

    @classmethod
    def empty(cls, atoms: frozenset[Atom]) -> Reading:
        return cls((Proposal(atoms, {}),), Divergence((), (), (), (), (), 0))

    @classmethod
    def of_race(cls, operations: tuple[Operation, ...]) -> Reading:
        """Outputs differ though nothing does, unless it is traced."""
        divergence = Divergence(operations, (), (), (), (), 0)
        return cls((Proposal(frozenset(), {}),), divergence, racing=True)

    @property
    def sources(self) -> frozenset[str]:
        """All that is proposed."""
        return frozenset(atom.source for proposal in self.proposals for atom in proposal.atoms)

    @property
    def unexplained(self) -> tuple[Root, ...]:
        return self.proposals[0].unexplained

    @property
    def inherent(self) -> bool:
        """Whether something gave another result that no source explains which can be replayed."""
        return bool(self.divergence.operations) or self.racing
