"""Aligns the leaves of two trials by path and reports every one that differs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pytest_repro.fixture import EXACT, Tolerance
from pytest_repro.model import Mismatch
from pytest_repro.outputs.judge import Judge, describe
from pytest_repro.outputs.texts import trim
from pytest_repro.outputs.unpack import unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_repro.outputs.leaf import Leaf, Outputs
    from pytest_repro.outputs.store import ValueReader

MAX_MISMATCHES = 1000
ABSENT = "absent"
PLAIN_LISTS = ("list", "tuple", "collections.deque")
"""Whose numbers are compared one by one where numpy is not installed."""


def compare(first: Outputs, second: Outputs, tolerance: Tolerance = EXACT) -> tuple[Mismatch, ...]:
    """Every difference between the outputs of two trials, in the order of the first; empty if they agree.

    Without a tolerance two outputs agree when their digests do, bit for bit; values are read only to say
    how those that do not agree differ, a block at a time. After 1000 mismatches a last one of kind
    ``more`` says in ``differing`` how many more there are.

    Kinds: ``value``; ``dtype``, ``shape``, ``type``; ``missing`` (only in the first), ``extra`` (only in
    the second); ``order`` (the same keys, elements or strings in another order); ``sign-of-zero`` (0.0
    and -0.0, nothing else); ``nan-payload`` (NaNs of different bits, nothing else); ``text`` (strings;
    ``index`` is the first character that differs); ``aliasing`` (equal values that share memory in one
    trial only).

    Raises:
        ValuesNotStoredError: a tolerance is given and the values that it is for could not be stored.
    """
    judge = Judge.between(first, second, tolerance)
    sides = _Side.of(first, second, judge.readers[0]), _Side.of(second, first, judge.readers[1])
    mismatches: list[Mismatch] = []
    more = 0
    for pair in _pairs(*sides):
        if len(mismatches) < MAX_MISMATCHES:
            mismatches.extend(_judged(judge, pair, *sides))
        elif tolerance.exact:
            more += not pair.agrees
        else:
            more += len(_judged(judge, pair, *sides))
    if more:
        text = f"{more} more outputs differ"
        mismatches.append(Mismatch(first.root_name, "more", text, text, differing=more))
    return tuple(mismatches)


@dataclass(frozen=True)
class _Side:
    """The leaves of one trial, packed lists taken apart where the other trial's are not packed."""

    leaves: tuple[Leaf, ...]
    at: dict[str, int]

    @classmethod
    def of(cls, own: Outputs, other: Outputs, reader: ValueReader) -> _Side:
        branches = {leaf.path: leaf.type for leaf in other.leaves if leaf.kind == "branch"}
        numpy = find_spec("numpy") is not None
        leaves: list[Leaf] = []
        for leaf in own.leaves:
            packed = leaf.kind in ("array", "strings") and branches.get(leaf.path) == leaf.type
            packed |= not numpy and leaf.type in PLAIN_LISTS
            raw = reader.read(leaf) if packed else None
            leaves.extend([leaf] if raw is None else unpack(leaf, raw))
        return cls(tuple(leaves), {leaf.path: position for position, leaf in enumerate(leaves)})

    def get(self, path: str) -> Leaf | None:
        position = self.at.get(path)
        return None if position is None else self.leaves[position]

    def children(self, path: str) -> list[str]:
        """Paths of what stands directly in a branch, in its order."""
        start = self.at[path]
        depth = self.leaves[start].depth
        paths = []
        for position in range(start + 1, len(self.leaves)):
            leaf = self.leaves[position]
            if leaf.depth <= depth:
                break
            if leaf.depth == depth + 1:
                paths.append(leaf.path)
        return paths


@dataclass(frozen=True, slots=True)
class _Pair:
    first: Leaf | None
    second: Leaf | None

    @property
    def entered(self) -> bool:
        """Whether what lies inside is compared too, rather than told by this pair."""
        a, b = self.first, self.second
        return a is not None and b is not None and a.kind == b.kind == "branch" and a.shape == b.shape

    @property
    def agrees(self) -> bool:
        return (
            self.first is not None and self.second is not None and self.first.identity == self.second.identity
        )


def _pairs(first: _Side, second: _Side) -> Iterator[_Pair]:
    """All leaves of the first with their partners, then those that only the second has."""
    for pair in _outermost(_Pair(leaf, second.get(leaf.path)) for leaf in first.leaves):
        yield pair
    for pair in _outermost(_Pair(first.get(leaf.path), leaf) for leaf in second.leaves):
        if pair.first is None:
            yield pair


def _outermost(pairs: Iterable[_Pair]) -> Iterator[_Pair]:
    """Leave out what lies inside a branch that is told as a whole."""
    told: int | None = None
    for pair in pairs:
        leaf = pair.first or pair.second
        if leaf is None or (told is not None and leaf.depth > told):
            continue
        told = None if pair.entered else leaf.depth
        yield pair


def _judged(judge: Judge, pair: _Pair, first: _Side, second: _Side) -> list[Mismatch]:
    a, b = pair.first, pair.second
    if a is None or b is None:
        leaf = a or b
        if leaf is None:
            return []
        shown = describe(leaf)
        if b is None:
            return [Mismatch(leaf.path, "missing", shown, ABSENT)]
        return [Mismatch(leaf.path, "extra", ABSENT, shown)]
    if a.kind == b.kind == "branch":
        return _branches(a, b, first, second)
    mismatch = judge.judge(a, b)
    return [] if mismatch is None else [mismatch]


def _branches(a: Leaf, b: Leaf, first: _Side, second: _Side) -> list[Mismatch]:
    """Type, length and order of keys; missing and extra keys are told by their own pairs."""
    found = []
    if a.type != b.type:
        found.append(Mismatch(a.path, "type", a.type, b.type))
    if a.shape != b.shape:
        found.append(Mismatch(a.path, "shape", str(a.shape), str(b.shape)))
    elif a.digest != b.digest:
        x, y = first.children(a.path), second.children(b.path)
        if sorted(x) == sorted(y):
            at = next((i for i, (p, q) in enumerate(zip(x, y, strict=True)) if p != q), 0)
            left, right = (
                trim(", ".join(path[len(a.path) :] for path in paths[at : at + 4])) for paths in (x, y)
            )
            moved = sum(p != q for p, q in zip(x, y, strict=True))
            found.append(Mismatch(a.path, "order", left, right, differing=moved, total=len(x), index=(at,)))
    return found
