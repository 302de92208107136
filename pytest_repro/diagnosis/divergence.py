"""Compares two traces: the first event whose inputs agree and whose outputs do not, and the lines of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.align import align
from pytest_repro.diagnosis.flow import Flow
from pytest_repro.diagnosis.grounds import Lines
from pytest_repro.traces.operations import BACKWARD
from pytest_repro.traces.operators import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.diagnosis.taint import Root
    from pytest_repro.traces.event import Event, Key
    from pytest_repro.traces.trace import Trace

    Counted = Counter[tuple[str, str]]

_UNKNOWN = b"?"
_STEPS = ("call", "line", "return")
_UNKNOWN_LINES = Lines()
_UNSEEN = "known for it; outputs differ in untraced runs alone"


@dataclass(frozen=True)
class Operation:
    """A torch operation that gave another result for equal inputs, or is known to."""

    key: Key
    step: int
    """Optimizer steps that were done before it."""
    gradient: str
    """The first parameter whose gradient differs afterwards, if it ran in a backward pass."""
    seen: bool = True
    """Whether two traces show it."""

    def __str__(self) -> str:
        name, _, node = self.key.what.partition(f" {BACKWARD} ")
        where = f" in the backward of {node}" if node else ""
        gradient = f" (gradient of {self.gradient})" if self.gradient else ""
        what = "equal inputs, different output" if self.seen else _UNSEEN
        return f"step {self.step + 1}: {name}{where}{gradient}: {what}"


@dataclass(frozen=True)
class Divergence:
    """How two traces differ."""

    operations: tuple[Operation, ...]
    """That gave another result for equal inputs and draw on no random stream, first each at its place."""
    roots: tuple[Root, ...]
    """Lines after which variables differ although all that they read agreed, in order."""
    reaching: tuple[Root, ...]
    """Those of them on which the result depends, as far as could be followed."""
    fresh: tuple[Root, ...]
    """Those of :attr:`reaching` that read nothing that differed before."""
    shown: tuple[tuple[Root, Root], ...]
    """Others of them, each with one that may have hidden in what it read: in the order of a set, say."""
    matched: int
    """Events that have a partner in the other trace."""
    apart: tuple[Root, ...] = ()
    """Those of :attr:`roots` that are of other threads than the main one: no trace leads out of them."""
    of_objects: frozenset[Root] = frozenset()
    """Those that read sets of objects, and none of strings: no hash seed orders what they go through."""


def compare_traces(
    first: Trace, second: Trace, result: str = "", lines: Lines = _UNKNOWN_LINES, draws_count: bool = False
) -> Divergence:
    """``result``: name of the function that returns it.

    ``draws_count``: whether the streams were replayed, so that an operation that draws must give the same.
    """
    counted = _counted(first, second)
    flow = Flow(result, lines, counted["line"], counted["call"])
    operations: dict[Key, Operation] = {}
    pending: Key | None = None
    step = matched = 0
    for i, j in _pairs(first, second):
        if i is None or j is None:
            _follow(flow, None if i is None else first[i], None if j is None else second[j])
            continue
        matched += 1
        a = first[i]
        if a.key.kind in _STEPS:
            flow.follow(a, second[j])
            continue
        if a.key.kind == "step":
            step = a.step
            pending = None
        elif first.digests(i) == second.digests(j):
            continue
        elif a.key.kind == "gradient" and pending is not None:
            known = operations[pending]
            operations[pending] = Operation(known.key, known.step, a.key.what)
            pending = None
        elif _moved(a, second[j], draws_count) and a.key not in operations:
            operations[a.key] = Operation(a.key, step, "")
            pending = a.key if pending is None and BACKWARD in a.key.what else pending
    reaching = tuple(flow.reaching)
    return Divergence(
        operations=tuple(operations.values()),
        roots=tuple(flow.grounds.roots),
        reaching=reaching,
        fresh=tuple(root for root in reaching if root in flow.grounds.fresh),
        shown=tuple((root, old) for root in reaching for old in sorted(flow.grounds.shown.get(root, ()))),
        matched=matched,
        apart=tuple(root for root in flow.grounds.roots if root in flow.grounds.apart),
        of_objects=flow.grounds.of_objects,
    )


def _counted(first: Trace, second: Trace) -> dict[str, tuple[Counted, Counted]]:
    """By kind: of functions of which either trace leaves out lines, or calls, how many there are in each."""
    capped = {name for trace in (first, second) for name in trace.capped}
    counted: dict[str, tuple[Counted, Counted]] = {kind: (Counter(), Counter()) for kind in ("line", "call")}
    for number, trace in enumerate((first, second)):
        for events in trace.by_thread().values() if capped else ():
            for _, key in events:
                if key.kind in counted and f"{key.kind}s of {key.function}" in capped:
                    counted[key.kind][number][key.file, key.function] += 1
    return counted


def _follow(flow: Flow, first: Event | None, second: Event | None) -> None:
    event = first or second
    if event is not None and event.key.kind in _STEPS:
        flow.follow(first, second)


def _moved(first: Event, second: Event, draws_count: bool) -> bool:
    """Whether the event itself made the difference."""
    known = _UNKNOWN not in (first.inputs.rstrip(b"\0"), second.inputs.rstrip(b"\0"))
    operates = first.key.kind == "operation" and (draws_count or not first.key.what.endswith(DRAWS))
    return operates and known and first.inputs == second.inputs and first.outputs != second.outputs


def _pairs(first: Trace, second: Trace) -> list[tuple[int | None, int | None]]:
    """Events that correspond, thread by thread aligned, in the order in which they happened in the first.

    Those between them that have no partner stand alone.
    """
    ours, theirs = first.by_thread(), second.by_thread()
    placed = []
    for thread in sorted(set(ours) & set(theirs)):
        a, b = ours[thread], theirs[thread]
        matched = align([key for _, key in a], [key for _, key in b])
        placed += list(_with_gaps(matched, [i for i, _ in a], [j for j, _ in b]))
    placed.sort(key=lambda entry: entry[0])
    return [pair for _, pair in placed]


def _with_gaps(
    matched: list[tuple[int, int]], ours: list[int], theirs: list[int]
) -> Iterator[tuple[tuple[int, int], tuple[int | None, int | None]]]:
    """Pairs of events, and those before them that have no partner, each with what it is sorted by."""
    i = j = 0
    at = -1
    for end, stop in [*matched, (len(ours), len(theirs))]:
        for alone in ours[i:end]:
            at = alone
            yield (at, 0), (alone, None)
        for number, alone in enumerate(theirs[j:stop], 1):
            yield (at, number), (None, alone)
        if end < len(ours):
            at = ours[end]
            yield (at, 0), (at, theirs[stop])
        i, j = end + 1, stop + 1
