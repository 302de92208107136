"""Traced trials beside the recorded one: with everything varied, and with nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.inherent import unseen_race
from pytest_repro.diagnosis.proposal import Reading
from pytest_repro.diagnosis.reading import read
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.planner import LEAKED

if TYPE_CHECKING:
    from pytest_repro.diagnosis.laboratory import Laboratory, Traced
    from pytest_repro.diagnosis.naming import Naming
    from pytest_repro.trials.planner import Atom


def vary_everything(
    laboratory: Laboratory, naming: Naming, chances: int, differed: bool = False
) -> Reading | None:
    """What differs when all is varied, and what the traces make of it; None if nothing does.

    ``chances``: how often an agreement that contradicts the user's session is put down to chance, since a set
    of two strings, say, keeps its order under every other hash seed. ``differed``: whether another trial is
    known in which all was varied and whose outputs differ. Then one that agrees may say enough: where lines
    that drew are all that differed first, these are worth a replay.

    Raises:
        BudgetSpentError: too many trials have been run.
    """
    everything = laboratory.everything - {LEAKED}
    if naming.evidence.scatters() and not laboratory.earlier and _differs_untraced(laboratory):
        return Reading.of_race(unseen_race(laboratory.recorded_trace()))
    for number in range(1 if laboratory.earlier else 1 + chances):
        varied = laboratory.only(everything)
        reading = _read(laboratory, naming, varied, everything)
        # Where a race shows in an operation, it need not show in the end each time.
        if not varied.equal or reading.divergence.operations:
            return reading
        if differed and _says_enough(reading):
            return reading
        if not number and not laboratory.earlier and _differs_untraced(laboratory):
            return Reading.of_race(unseen_race(laboratory.recorded_trace()))
    # The difference needs the session's earlier tests, which leave no trace of the target's.
    if laboratory.earlier and not laboratory.test([frozenset()])[0]:
        return Reading.empty(frozenset({LEAKED}))
    return None


def _says_enough(reading: Reading) -> bool:
    likely = reading.proposals[0]
    return bool(likely.atoms) and likely.certain and not likely.unexplained


def unmask(laboratory: Laboratory, naming: Naming, held: frozenset[Atom]) -> Reading | None:
    """What differs when all but ``held`` is varied, which may have hidden it; None if nothing does.

    Outputs are known to differ then: where they agree in the trial, lines that drew may have told enough.

    Raises:
        BudgetSpentError: too many trials have been run.
    """
    others = laboratory.everything - {LEAKED} - held
    varied = laboratory.only(others)
    reading = _read(laboratory, naming, varied, others)
    return None if varied.equal and not _says_enough(reading) else reading


def _read(laboratory: Laboratory, naming: Naming, varied: Traced, causes: frozenset[Atom]) -> Reading:
    """What the trace of a trial says in which ``causes`` were varied."""
    folders = Path(laboratory.recorded_spec.directory), varied.directory
    causes -= laboratory.fixed
    reading = read(*folders, laboratory.target.name, causes, naming.evidence, naming.locator)
    remove_tree(varied.directory)
    return reading


def run_again(laboratory: Laboratory) -> Divergence | None:
    """Where a trial goes another way in which all is as recorded; None if its outputs are the same.

    Nobody looks on at first, unless an operation ran that is known to race: that, a trace may show. Where
    outputs differ for that alone, since a trace keeps objects alive or takes time, another trial is recorded
    that has none.

    Raises:
        BudgetSpentError: too many trials have been run.
        TrialError: that trial gave no outcome.
    """
    recorded = laboratory.recorded_trace()
    if unseen_race(recorded):
        again = laboratory.again()
        divergence = compare_traces(recorded, Trace(again.directory), laboratory.target.name)
        seen = not again.equal or divergence.operations
        return None if not seen and laboratory.test([laboratory.everything])[0] else divergence
    if laboratory.test([laboratory.everything])[0]:
        return None
    again = laboratory.again()
    if again.equal and recorded.keys and not _operates(recorded):
        laboratory.record(trace=False)
        return None
    return compare_traces(recorded, Trace(again.directory), laboratory.target.name)


def _differs_untraced(laboratory: Laboratory) -> bool:
    """Whether torch computes, and another result when all is as recorded and nobody looks on."""
    return _operates(laboratory.recorded_trace()) and not laboratory.test([laboratory.everything])[0]


def _operates(recorded: Trace) -> bool:
    """Whether torch computes: a trace slows its threads down, and races between them hardly show then."""
    return any(key.kind == "operation" for key in recorded.keys)
