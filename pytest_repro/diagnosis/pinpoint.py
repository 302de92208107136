"""Which of the sites of a proven source matter: replay it at some of them and vary it at the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.minimise import minimise
from pytest_repro.errors import ReproError
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.diagnosis.proof import Proof
    from pytest_repro.model import Site


class TooManySitesError(ReproError):
    """There are more lines than trials to tell them apart."""


def pinpoint(
    proof: Proof,
    evidence: Evidence,
    cause: Atom,
    others: frozenset[Atom],
    suspected: tuple[Site, ...],
    trials: int,
) -> tuple[Site, ...] | None:
    """The sites that must be replayed, with the ``others`` proven causes, for the outputs to be equal.

    ``suspected`` are tried first. None where the source cannot be replayed by site, or where replaying it at
    every site that was seen is not enough.

    Raises:
        BudgetSpentError: too many trials have been run.
        TooManySitesError: more than so many ``trials`` would tell.
    """
    candidates = [Atom(cause.source, "", file, line) for file, line in evidence.places(cause)]
    if not all_sources()[cause.source].by_site or len(candidates) < 2:
        return None
    chosen = {(site.path, site.line) for site in suspected}
    guess = [atom for atom in candidates if _key(evidence.site_of(atom)) in chosen]
    if len(guess) == len(candidates):
        guess = candidates[:1]
    ranked = [*guess, *(atom for atom in candidates if atom not in guess)]

    left = trials

    def test(sets: Sequence[frozenset[Atom]]) -> list[bool]:
        nonlocal left
        left -= len(sets)
        if left < 0:
            raise TooManySitesError
        return proof.try_each([atoms | others for atoms in sets])

    found = minimise(ranked, guess or candidates[:1], test)
    if found is None:
        return None
    return tuple(evidence.site_of(atom) for atom in candidates if atom in found)


def _key(site: Site) -> tuple[str, int]:
    return site.path, site.line
