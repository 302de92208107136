"""Which places lie on the way from where sets are made to where their order may come to something."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Sequence


class Step(NamedTuple):
    """An expression that may hold a set."""

    node: ast.AST
    line: int
    origins: Sequence[object]  # the variables that it may have its set from
    makers: Sequence[int]  # the nodes in it, by identity, that may make one
    makes: bool  # whether one is made in it, here or by a function of another file


class Trail:
    """Put together from the steps of one file.

    `sets` are the variables that may hold a set whose order comes to something. `taken_lines` are those where
    the items of one are taken one after the other, `bound_lines` those where anything is bound to one.
    """

    def __init__(
        self,
        taken: Iterable[Step],
        bound: dict[object, list[Step]],
        matters: Callable[[ast.AST], bool],
    ) -> None:
        held = _closure((v for v, steps in bound.items() if any(s.makes for s in steps)), _takers(bound))
        found = [s for s in taken if (s.makes or not held.isdisjoint(s.origins)) and matters(s.node)]
        origins = {v: [o for step in steps for o in step.origins] for v, steps in bound.items()}
        self.sets = held & _closure((origin for step in found for origin in step.origins), origins)
        binding = [step for variable, steps in bound.items() if variable in self.sets for step in steps]
        self.taken_lines = {step.line for step in found}
        self.bound_lines = {step.line for step in binding}
        self.makers = {node for step in [*found, *binding] for node in step.makers}


def _takers(bound: dict[object, list[Step]]) -> dict[object, list[object]]:
    """From a variable to those that may have their set from it."""
    takers: dict[object, list[object]] = defaultdict(list)
    for variable, steps in bound.items():
        for step in steps:
            for origin in step.origins:
                takers[origin].append(variable)
    return takers


def _closure(start: Iterable[object], following: dict[object, list[object]]) -> set[object]:
    found = dict.fromkeys(start)
    pending = [*found]
    while pending:
        for other in following.get(pending.pop(), ()):
            if other not in found:
                found[other] = None
                pending.append(other)
    return set(found)
