"""The same trial as if on other machines: other numbers of threads, older instruction sets.

Everything else is replayed, so what differs is the machine's doing, unless it differs when nothing is
changed: that is asked last.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.inherent import settle, sites_of
from pytest_repro.diagnosis.locate import Locator
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.model import Axis, Cause, Mismatch
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import Trace, limits
from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.session import AXES_FILE, OUTCOMES_FOLDER

if TYPE_CHECKING:
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.model import Verdict
    from pytest_repro.trials.outcome import Outcome


@dataclass
class Elsewhere:
    """What became of the outputs on other machines."""

    recorded: Outcome
    verdict: Verdict = "reproducible"
    axes: list[Axis] = field(default_factory=list)
    mismatches: tuple[Mismatch, ...] = ()
    causes: list[Cause] = field(default_factory=list)

    @property
    def cleared(self) -> tuple[str, ...]:
        """Sources of which every variant gave the same, where another did not."""
        if self.verdict != "environment-sensitive":
            return ()
        applied = dict.fromkeys(axis.source for axis in self.axes if axis.applied)
        blamed = {cause.source for cause in self.causes}
        return tuple(name for name in applied if name not in blamed)


def vary_machine(laboratory: Laboratory, root: Path) -> Elsewhere:
    """Raises TrialError, BudgetSpentError, and what comparing outputs raises."""
    elsewhere = Elsewhere(laboratory.record(held=False))
    if elsewhere.recorded.status != "returned":
        return elsewhere
    recorded = laboratory.recorded_trace()
    for name in laboratory.planner.machine_sources:
        _vary(laboratory, elsewhere, recorded, name, root)
    if elsewhere.causes:
        again = laboratory.again()
        if not again.equal:
            divergence = compare_traces(recorded, Trace(again.directory), laboratory.target.name)
            elsewhere.verdict = "irreproducible"
            elsewhere.causes = list(settle(laboratory, divergence, root).causes)
        remove_tree(again.directory)
    return elsewhere


def _vary(laboratory: Laboratory, elsewhere: Elsewhere, recorded: Trace, name: str, root: Path) -> None:
    """The variants of one source, up to the first that moves the outputs."""
    for spec, mismatches in laboratory.elsewhere(name):
        axes = _axes(Path(spec.directory), laboratory.target.folder)
        elsewhere.axes += axes
        if mismatches:
            elsewhere.verdict = "environment-sensitive"
            elsewhere.mismatches = elsewhere.mismatches or mismatches
            trace = Trace(Path(spec.directory))
            divergence = compare_traces(recorded, trace, laboratory.target.name, draws_count=True)
            elsewhere.causes.append(_cause(laboratory, name, divergence, mismatches, axes, root))
        remove_tree(Path(spec.directory))
        if mismatches:
            return


def _cause(
    laboratory: Laboratory,
    name: str,
    divergence: Divergence,
    mismatches: tuple[Mismatch, ...],
    axes: list[Axis],
    root: Path,
) -> Cause:
    source = all_sources()[name]
    sites = sites_of(SiteFinder(root), divergence)
    locator = Locator(Evidence(Path(laboratory.recorded_spec.directory), root), root)
    told = [f"the trial that differs: {axis.detail}" for axis in axes]
    told += [f"first to move: {operation}" for operation in divergence.operations[:1]]
    told += _effect(mismatches)
    told += limits(Path(laboratory.recorded_spec.directory))
    return Cause(
        source=name,
        status="proven",
        explanation="; ".join([source.explanation, *told]),
        fix=source.fix,
        sites=sites,
        findings=locator.at(sites).findings,
    )


def _effect(mismatches: tuple[Mismatch, ...]) -> list[str]:
    """How far outputs moved. A float64 that was computed as float32 is off by millions of ulps of its own."""
    near = [steps for mismatch in mismatches if (steps := mismatch.near_ulp) is not None]
    far = [m.max_abs for m in mismatches if m.near_ulp is None and m.max_abs is not None]
    told = [f"by up to {max(near)} ulp"] if near else []
    told += [f"{'others ' if near else ''}by up to {max(far):.6g}"] if far else []
    return [f"in the end outputs differ {', '.join(told)}"] if told else []


def _axes(directory: Path, folder: str) -> list[Axis]:
    path = directory / OUTCOMES_FOLDER / folder / AXES_FILE
    if not path.exists():
        return []
    return [Axis(**axis) for axis in json.loads(path.read_text(encoding="utf-8"))]
