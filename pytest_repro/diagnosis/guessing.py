"""What two traces say, as proposals: in the order in which they are worth a replay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.proposal import Proposal, Reading
from pytest_repro.diagnosis.temporary import TEMPORARY, unseen_in_traces
from pytest_repro.diagnosis.zone import CLOCK, ZONE, may_read_local_time, zone_may_matter
from pytest_repro.trials.planner import LEAKED, Atom

if TYPE_CHECKING:
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.naming import Naming


def first_guesses(laboratory: Laboratory, naming: Naming, reading: Reading) -> tuple[Proposal, ...]:
    """What traces of the target alone say, then with what earlier tests leave: that is in no trace.

    Where a rule or an unseeded stream speaks for some of it, and nothing for the rest, these come first.
    Where no line is known to begin it, but all that reach the result draw on one source, it is that.
    """
    likely = reading.proposals[0]
    if not likely.atoms:
        likely = next(filter(_of_one_source, reading.proposals), likely)
    if not likely.atoms and not reading.divergence.roots and TEMPORARY in laboratory.everything:
        likely = unseen_in_traces(naming.evidence, naming.locator)
    guesses = [likely.stronger(), likely]
    clock = likely.located.get(CLOCK)
    if clock is not None and ZONE not in likely.atoms and may_read_local_time(clock.sites):
        guesses.append(replace(likely, atoms=likely.atoms | {ZONE}))
    if laboratory.earlier and LEAKED not in likely.atoms:
        guesses.append(replace(likely, atoms=likely.atoms | {LEAKED}))
    return tuple(guesses)


def wider_guesses(laboratory: Laboratory, naming: Naming, reading: Reading) -> tuple[Proposal, ...]:
    """Wider and wider: as the traces say, with what the linter says and what earlier tests leave."""
    strong = frozenset(naming.suspicion.strong())
    widest = max(reversed(reading.proposals), key=lambda proposal: len(proposal.located))
    whole = frozenset(Atom(atom.source, atom.part) for atom in widest.atoms)
    leaked = frozenset({LEAKED}) if laboratory.earlier else frozenset()
    clock = widest.located.get(CLOCK)
    timed = CLOCK in whole and (clock is None or zone_may_matter(clock.sites, naming.evidence))
    zone = frozenset({ZONE} if timed else ())
    wider = [widest.atoms | zone | leaked, whole | zone | strong | leaked]
    sites = frozenset(atom for atom in widest.atoms if atom.file)
    return (*reading.proposals, *(Proposal(atoms, widest.located, sites=sites) for atoms in wider))


def _of_one_source(proposal: Proposal) -> bool:
    return len({atom.source for atom in proposal.atoms}) == 1
