"""Compares two traces: the first event whose inputs agree and whose outputs do not, and the lines of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.align import align
from pytest_repro.diagnosis.flow import Flow, Root
from pytest_repro.traces.operations import BACKWARD, DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.traces.event import Event, Key
    from pytest_repro.traces.trace import Trace

_UNKNOWN = b"?"
_FLOWING = ("call", "line", "return")


@dataclass(frozen=True)
class Operation:
    """A torch operation that gave another result for equal inputs."""

    key: Key
    step: int
    """Optimizer steps that were done before it."""
    gradient: str
    """The first parameter whose gradient differs afterwards, if it ran in a backward pass."""

    def __str__(self) -> str:
        name, _, node = self.key.what.partition(f" {BACKWARD} ")
        where = f" in the backward of {node}" if node else ""
        gradient = f" (gradient of {self.gradient})" if self.gradient else ""
        return f"step {self.step + 1}: {name}{where}{gradient}: equal inputs, different output"


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
    matched: int
    """Events that have a partner in the other trace."""


def compare_traces(
    first: Trace,
    second: Trace,
    result: str = "",
    drawn: Iterable[tuple[str, int]] = (),
    draws_count: bool = False,
) -> Divergence:
    """``result``: name of the function that returns it; ``drawn``: lines that draw on what was varied.

    ``draws_count``: whether the streams were replayed, so that an operation that draws must give the same.
    """
    flow = Flow(result, drawn)
    operations: dict[Key, Operation] = {}
    pending: Key | None = None
    step = matched = 0
    for i, j in _events(first, second):
        if i is None or j is None:
            event, side = (first[i], 0) if i is not None else (second[j or 0], 1)
            if event.key.kind in _FLOWING:
                flow.alone(event, side)
            continue
        matched += 1
        a = first[i]
        if a.key.kind in _FLOWING:
            flow.follow(a, second[j])
            continue
        if a.key.kind == "step":
            step = a.detail["step"] if a.detail else step
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
    fresh = tuple(root for root in reaching if root in flow.fresh)
    return Divergence(tuple(operations.values()), tuple(flow.roots), reaching, fresh, matched)


def _moved(first: Event, second: Event, draws_count: bool) -> bool:
    """Whether the event itself made the difference."""
    known = _UNKNOWN not in (first.inputs.rstrip(b"\0"), second.inputs.rstrip(b"\0"))
    operates = first.key.kind == "operation" and (draws_count or not first.key.what.endswith(DRAWS))
    return operates and known and first.inputs == second.inputs and first.outputs != second.outputs


def _events(first: Trace, second: Trace) -> list[tuple[int | None, int | None]]:
    """Events thread by thread aligned, in the order in which they happened in the first trace.

    None stands for a missing partner. What only the second has comes before the next that has one.
    """
    ours, theirs = first.by_thread(), second.by_thread()
    found: list[tuple[tuple[int, int], int | None, int | None]] = []
    for thread in sorted(set(ours) & set(theirs)):
        a, b = ours[thread], theirs[thread]
        done = [0, 0]
        for i, j in [*align([key for _, key in a], [key for _, key in b]), (len(a), len(b))]:
            at = a[i][0] if i < len(a) else len(first)
            found += [((index, 1), index, None) for index, _ in a[done[0] : i]]
            found += [((at, 0), None, index) for index, _ in b[done[1] : j]]
            if i < len(a):
                found.append(((at, 1), at, b[j][0]))
            done = [i + 1, j + 1]
    return [pair for _, *pair in sorted(found, key=lambda entry: entry[0])]  # type: ignore[misc]
