"""What differs when nothing was changed: found by running the same again, proven by keeping it quiet.

A race cannot be replayed. But where the trials agree as soon as one thread does all the work, whatever else
is varied, and differ with several though nothing is, the race is what made the difference. The same holds of
the kernels of a GPU, where the fixture used one, and of those that are deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.divergence import Operation
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.kernel_numbers import asked_for
from pytest_repro.diagnosis.locate import Locator
from pytest_repro.interpose.sites import Place, SiteFinder
from pytest_repro.model import Cause, CauseStatus, Site
from pytest_repro.sources import all_sources
from pytest_repro.traces.tensors import ON

if TYPE_CHECKING:
    from pytest_repro.diagnosis.divergence import Divergence
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.traces.event import Key
    from pytest_repro.traces.trace import Trace
    from pytest_repro.trials.planner import Atom

RACE, GPU, IDENTITY, ENTROPY = "kernel-race", "gpu-kernel", "object-identity", "os-entropy"
ENVIRONMENT = "environment"
_SHOWN = 3
_WHOLE = ("bool", "int", "uint")
_SCATTERS = "::index_put"
"""What races on the CPU as well."""


@dataclass(frozen=True)
class Inherent:
    """What became of it. ``settled``: it is kept quiet, so that other causes can be looked for."""

    settled: bool
    alone: bool
    """Whether there is no other cause: all else was varied, and the outputs agreed."""
    causes: tuple[Cause, ...]
    note: str = ""
    sufficed: frozenset[Atom] = frozenset()
    """What made the outputs equal when it was replayed while the race was kept quiet."""


def settle(
    laboratory: Laboratory,
    divergence: Divergence,
    root: Path,
    replayed: bool = False,
    beside: frozenset[Atom] = frozenset(),
) -> Inherent:
    """Outputs differ though nothing was varied: name the first operation or line, and try to prove the race.

    ``divergence`` is between two trials with the same inputs at that place. ``replayed``: in both of which
    every answer was the same. ``beside``: what is thought to be a cause too.

    Raises:
        BudgetSpentError: too many trials have been run.
        TrialError: the trial that keeps races quiet gave no outcome.
    """
    by_address = _by_address(laboratory, divergence, root) if replayed else None
    if by_address is not None:
        return Inherent(False, False, (by_address,), _ADDRESSES)
    order = _order(divergence)
    used = Evidence(Path(laboratory.recorded_spec.directory), root).used
    likely = [name for name in order if used(name)]
    suspect = _cause(laboratory, divergence, root, "suspect", likely[0])
    chosen = [name for name in likely if name in laboratory.planner.sources]
    together = [tuple(chosen)] if len(chosen) > 1 else []
    for quiet in [(name,) for name in chosen] + together:
        laboratory.record(controlled=frozenset(quiet))
        # Without traces, which slow threads down: some races hardly show then.
        alone = laboratory.test([frozenset()])[0]
        known = beside if beside and not alone and laboratory.test([beside])[0] else frozenset()
        if alone or known or laboratory.test([laboratory.everything])[0]:
            causes = [_cause(laboratory, divergence, root, "proven", name) for name in quiet]
            return Inherent(True, alone, tuple(causes), sufficed=known)
    flagged = any(finding.code in all_sources()[suspect.source].rules for finding in suspect.findings)
    if chosen and not divergence.operations and not flagged:
        programs = Evidence(Path(laboratory.recorded_spec.directory), root).programs()
        if programs:
            return Inherent(False, False, (_outside(laboratory, programs),), _NOT_PYTHON)
        given = _of_the_kernel(laboratory, divergence, root)
        if given is not None:
            return Inherent(False, False, (given,), _TRUE_NUMBERS)
        suspect = replace(suspect, explanation=f"{_INSIDE} ({_runs(laboratory)})", fix=_INSIDE_FIX)
    return Inherent(False, False, (suspect,), _UNSETTLED)


def _outside(laboratory: Laboratory, programs: dict[str, tuple[Site, ...]]) -> Cause:
    """Programs of which it is not known what they draw, where nothing nearer explains the difference."""
    return Cause(
        source=ENTROPY,
        status="suspect",
        explanation=f"{', '.join(programs)}: not Python, so that nobody sees what is drawn there, and "
        f"what it leaves in files is not replayed ({_runs(laboratory)})",
        fix=_OUTSIDE_FIX,
        sites=tuple(site for sites in programs.values() for site in sites),
    )


def _of_the_kernel(laboratory: Laboratory, divergence: Divergence, root: Path) -> Cause | None:
    """A number that the kernel gives, where the first line that differs asks for one."""
    first = (divergence.reaching or divergence.roots)[:1]
    part, number = asked_for(first[0]) if first else ("", "")
    if not number or ENVIRONMENT not in laboratory.planner.sources:
        return None
    source, finder = all_sources()[ENVIRONMENT], SiteFinder(root)
    return Cause(
        source=ENVIRONMENT,
        status="suspect",
        explanation=f"{number}, which the kernel gives, is another one in every run ({_runs(laboratory)})",
        fix=source.remedy(part, ()),
        sites=tuple(finder.site(Place(one.file, one.line, one.function)) for one in first),
        part=part,
    )


def unseen_race(recorded: Trace) -> tuple[Operation, ...]:
    """Operations that are documented to race, first each at its place, where no trace shows that they do.

    Most of what is documented races on a GPU alone.
    """
    known = all_sources().values()
    likely = (key for key in recorded.keys if ON in key.shape or _may_race(key))
    racing = {key for key in likely if any(source.remark(key.what) for source in known)}
    found: dict[Key, Operation] = {}
    step = 0
    for event in recorded if racing else ():
        if event.key.kind == "step":
            step = event.step
        elif event.key.kind == "operation" and event.key in racing:
            found.setdefault(event.key, Operation(event.key, step, "", seen=False))
    return tuple(found.values())


def _may_race(key: Key) -> bool:
    """Whether it does on the CPU, where whole numbers add up to the same in any order."""
    return _SCATTERS in key.what and not key.shape.startswith(_WHOLE)


def _by_address(laboratory: Laboratory, divergence: Divergence, root: Path) -> Cause | None:
    """Where a rule says of a line that begins to differ that it goes by the order of a set, or by addresses.

    All that has numbers was replayed: what lies in the set must be something else, such as a bound method.
    """
    if divergence.operations or IDENTITY not in laboratory.planner.sources:
        return None
    source = all_sources()[IDENTITY]
    locator = Locator(Evidence(Path(laboratory.recorded_spec.directory), root), root)
    found = [locator.at((site,)) for site in sites_of(SiteFinder(root), divergence)]
    ours = [at for at in found if any(finding.code in source.rules for finding in at.findings)]
    if not ours:
        return None
    return Cause(
        source=IDENTITY,
        status="suspect",
        explanation=f"{source.explanation} (of bound methods, say, it cannot be replayed; "
        f"{_runs(laboratory)})",
        fix=source.fix,
        sites=tuple(site for at in ours for site in at.sites),
        findings=tuple(dict.fromkeys(finding for at in ours for finding in at.findings)),
    )


def _order(divergence: Divergence) -> tuple[str, str]:
    """Which of the two to keep quiet first: deterministic algorithms quiet some races on the CPU as well."""
    first = divergence.operations[:1]
    return (GPU, RACE) if any(ON in operation.key.shape for operation in first) else (RACE, GPU)


def _cause(
    laboratory: Laboratory, divergence: Divergence, root: Path, status: CauseStatus, name: str
) -> Cause:
    source = all_sources()[name]
    sites = sites_of(SiteFinder(root), divergence)
    told = [str(operation) for operation in divergence.operations[:1]]
    told += filter(None, (source.remark(operation.key.what) for operation in divergence.operations[:1]))
    locator = Locator(Evidence(Path(laboratory.recorded_spec.directory), root), root)
    flagged = () if divergence.operations else locator.by_static_analysis(source.rules).sites
    if flagged:
        seen = f", and values are first seen to differ at {sites[0].path}:{sites[0].line}" if sites else ""
        told.append(f"static analysis named the line{seen}")
        sites = flagged
    told.append(_runs(laboratory))
    return Cause(
        source=name,
        status=status,
        explanation=f"{source.explanation} ({'; '.join(told)})",
        fix=source.fix,
        sites=sites,
        findings=locator.at(sites).findings,
    )


def _runs(laboratory: Laboratory) -> str:
    """How many there have been, with those of the check itself."""
    return f"{len(laboratory.summaries) + 2} runs were made; that some agree proves nothing"


def sites_of(finder: SiteFinder, divergence: Divergence) -> tuple[Site, ...]:
    """The first operation that gave another result; else the first lines after which values differ."""
    places = [
        Place(operation.key.file, operation.key.line, operation.key.function)
        for operation in divergence.operations
        if operation.key.file
    ][:1]
    if not places:
        roots = divergence.reaching or divergence.roots
        places = [Place(root.file, root.line, root.function) for root in roots[:_SHOWN]]
    return tuple(finder.site(place) for place in dict.fromkeys(places))


_INSIDE = (
    "equal inputs, different output in every run, with one thread as well: the compiled library that is "
    "called here has a random state of its own (a hash table seeded anew in each process), threads that it "
    "does not tell of, or memory that nobody has written"
)
_INSIDE_FIX = (
    "ask the library for a fixed order, a seed or one worker (maintain_order=True, random_state=SEED, "
    "n_jobs=1), or sort what it returns; keep what it made as a file where it has none"
)
_OUTSIDE_FIX = (
    "give the program a seed (shuf --random-source=FILE), sort what it gives, or do the same in Python "
    "with a generator of your own"
)
_NOT_PYTHON = (
    "the outputs differ even when every answer is replayed, and with one thread as well: a program that is "
    "not Python was started, and what it draws cannot be replayed"
)
_TRUE_NUMBERS = (
    "the outputs differ even when every answer is replayed, and with one thread as well: numbers that the "
    "kernel gives to processes, ports and files stay true ones, which cannot be replayed"
)
_ADDRESSES = (
    "the outputs differ even when every answer is replayed, and a rule flags the line at which they begin "
    "to: the addresses of bound methods and of what is written in C, and the order of a set of them, cannot "
    "be replayed"
)
_UNSETTLED = (
    "the outputs differ even when every answer is replayed, and with one thread or deterministic "
    "kernels as well: the cause lies in "
    "no source that can be replayed (a race, a random state inside a compiled library, uninitialised memory)"
)
