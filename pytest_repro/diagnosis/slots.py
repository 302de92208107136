"""Places in an array: what was put into one is gone when something else is put there."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.taint import NONE, Frame, Roots, Taint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_repro.diagnosis.statements import Statement

UNKNOWN = "?"
ALL = ":"


@dataclass(frozen=True)
class Slot:
    """``x[:, 0]``: a variable, and for each axis ``:``, a constant, a slice, or ``?`` for what may vary."""

    name: str
    axes: tuple[str, ...]

    def covers(self, other: Slot) -> bool:
        """Whether every place of the other is one of this; of axes that are not named, that is all."""
        width = max(len(self.axes), len(other.axes))
        ours, theirs = (slot.axes + (ALL,) * (width - len(slot.axes)) for slot in (self, other))
        return all(a == ALL or a == b != UNKNOWN for a, b in zip(ours, theirs, strict=True))

    def completes(self, other: Slot) -> bool:
        """Whether the two are the parts before and after one index: ``x[:n]`` and ``x[n:]``."""
        if len(self.axes) != 1 or len(other.axes) != 1:
            return False
        ends = self.axes + other.axes
        before, after = ([axis for axis in ends if axis[where] == ALL != axis] for where in (0, -1))
        return bool(before and after) and before[0].removeprefix(ALL) == after[0].removesuffix(ALL)


def slots_of(node: ast.stmt) -> Iterator[Slot]:
    """The places that an assignment sets."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            index = target.slice
            parts = index.elts if isinstance(index, ast.Tuple) else [index]
            yield Slot(target.value.id, tuple(map(_axis, parts)))


def _axis(index: ast.expr) -> str:
    if isinstance(index, ast.Slice):
        ends = [index.lower, index.upper]
        if index.step is None and all(isinstance(end, ast.Constant | ast.Name | None) for end in ends):
            return ALL.join("" if end is None else ast.unparse(end) for end in ends)
        return UNKNOWN
    negative = isinstance(index, ast.UnaryOp) and isinstance(index.operand, ast.Constant)
    return ast.unparse(index) if negative or _is_number(index) else UNKNOWN


def _is_number(index: ast.expr) -> bool:
    return isinstance(index, ast.Constant) and type(index.value) is int


@dataclass
class Filled:
    """What one variable differs for, place by place."""

    base: Roots
    """What it differed for before anything was put into places of it."""
    places: dict[Slot, Roots] = field(default_factory=dict)
    last: tuple[Slot, int] | None = None
    """What was put in last, and by which line."""

    def gone(self, slot: Slot, after: int) -> Roots:
        """What is overwritten with a slot; ``after``: the line that ran before this."""
        kept = {known: roots for known, roots in self.places.items() if not _covers(slot, known)}
        whole = self.last is not None and self.last[1] == after and slot.completes(self.last[0])
        before = self.base.union(*self.places.values())
        if whole and self.last is not None:
            return before - self.places.get(self.last[0], NONE)
        return before - self.base.union(*kept.values())

    def put(self, slot: Slot, roots: Roots, gone: Roots, line: int) -> None:
        self.base -= gone
        self.places = {s: left for s, known in self.places.items() if (left := known - gone)}
        self.places[slot] = roots | self.places.get(slot, NONE)
        self.last = slot, line


def _covers(slot: Slot, other: Slot) -> bool:
    """Names may stand for another index by now."""
    return slot.covers(other) and all(not any(c.isalpha() for c in axis) for axis in slot.axes)


class Overwritten:
    """What a statement leaves of variables of which it sets places."""

    def __init__(self, frame: Frame, statement: Statement) -> None:
        self._gone: dict[str, Roots] = {}
        for slot in statement.slots:
            known = frame.filled.get(slot.name) or Filled(frame.of(slot.name).sure)
            gone = known.gone(slot, frame.statement[0])
            self._gone[slot.name] = self._gone.get(slot.name, NONE) | gone

    def left_of(self, name: str, taint: Taint) -> Taint:
        return taint.without(self._gone.get(name, NONE))


def fill(frame: Frame, statement: Statement, changed: Iterable[str], given: Roots) -> None:
    """Note what a statement put into places of variables; ``given``: what that differs for."""
    for name in {*changed} - {slot.name for slot in statement.slots}:
        frame.filled.pop(name, None)
    for slot in statement.slots:
        known = frame.filled.setdefault(slot.name, Filled(frame.of(slot.name).sure))
        known.put(slot, given, known.gone(slot, frame.statement[0]), statement.first)
        if not frame.differs(slot.name):
            del frame.filled[slot.name]
