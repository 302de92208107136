"""Aligns two sequences of keys, so that what corresponds is compared although one has more, or other, events.

Common ends are cut off; what is left is aligned by the greedy method of Myers (1986) where it differs little,
else split at keys, or runs of keys, that each side has once (patience diff), and where there are none, by the
how-manieth of its kind each event is. Time is about linear unless the sequences have little in common.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    K = TypeVar("K", bound=Hashable)
    Pairs = list[tuple[int, int]]

MAX_EDITS = 300
"""Insertions and deletions up to which the shortest edit script is looked for; its cost grows with them."""
_RUNS = (1, 3, 8)
"""Lengths of the runs of keys that may serve as anchors, in the order of trying."""


def align(first: Sequence[K], second: Sequence[K]) -> Pairs:
    """Pairs of indices with equal keys, rising in both. What has no partner is in no pair."""
    numbers: dict[K, int] = {}
    a = [numbers.setdefault(key, len(numbers)) for key in first]
    b = [numbers.setdefault(key, len(numbers)) for key in second]
    pairs: Pairs = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        low, high, left, right = waiting.pop()
        ends: Pairs = []
        while low < high and left < right and a[low] == b[left]:
            pairs.append((low, left))
            low, left = low + 1, left + 1
        while low < high and left < right and a[high - 1] == b[right - 1]:
            high, right = high - 1, right - 1
            ends.append((high, right))
        pairs += ends
        if low < high and left < right:
            found = _shortest(a[low:high], b[left:right])
            if found is not None:
                pairs += [(low + i, left + j) for i, j in found]
            else:
                waiting += _split(a, b, (low, high, left, right), pairs)
    return sorted(pairs)


def _shortest(a: list[int], b: list[int]) -> Pairs | None:
    """The pairs of a shortest edit script; None if it is longer than :data:`MAX_EDITS`."""
    if abs(len(a) - len(b)) > MAX_EDITS:
        return None
    best = {1: 0}
    history: list[dict[int, int]] = []
    for edits in range(min(MAX_EDITS, len(a) + len(b)) + 1):
        history.append(dict(best))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and best[k - 1] < best[k + 1])
            x = best[k + 1] if down else best[k - 1] + 1
            y = x - k
            while y >= 0 and x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            best[k] = x
            if x >= len(a) and y >= len(b):
                return list(_walk_back(history, len(a), len(b)))
    return None


def _walk_back(history: list[dict[int, int]], x: int, y: int) -> Iterator[tuple[int, int]]:
    for edits in range(len(history) - 1, -1, -1):
        best, k = history[edits], x - y
        down = k == -edits or (k != edits and best[k - 1] < best[k + 1])
        before = k + 1 if down else k - 1
        start_x = best[before]
        start_y = start_x - before
        while x > start_x + (not down) and y > start_y + down:
            x, y = x - 1, y - 1
            yield x, y
        x, y = start_x, start_y


def _split(
    a: list[int], b: list[int], block: tuple[int, int, int, int], pairs: Pairs
) -> list[tuple[int, int, int, int]]:
    """Blocks between anchors; where there is no anchor, pairs are made as they come."""
    low, high, left, right = block
    for length in _RUNS:
        anchors = _rising(_unique_pairs(a, b, block, length))
        if anchors:
            # Each block starts with its anchor, so the next round cuts that off: blocks get smaller.
            starts = [(low, left), *anchors]
            ends = [*anchors, (high, right)]
            return [(i, end, j, stop) for (i, j), (end, stop) in zip(starts, ends, strict=True)]
    pairs += _rising(_nth_of_its_kind(a, b, block))
    return []


def _unique_pairs(
    a: list[int], b: list[int], block: tuple[int, int, int, int], length: int
) -> list[tuple[int, int]]:
    """Where a run of keys stands that either side holds exactly once, in the order of the first."""
    low, high, left, right = block
    ours, theirs = _unique(a, low, high, length), _unique(b, left, right, length)
    return [(i, theirs[run]) for run, i in ours.items() if run in theirs]


def _unique(keys: list[int], start: int, end: int, length: int) -> dict[tuple[int, ...], int]:
    found: dict[tuple[int, ...], int] = {}
    repeated = set()
    for i in range(start, end - length + 1):
        run = tuple(keys[i : i + length])
        if run in found:
            repeated.add(run)
        found[run] = i
    return {run: i for run, i in found.items() if run not in repeated}


def _nth_of_its_kind(a: list[int], b: list[int], block: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    low, high, left, right = block
    places: dict[int, list[int]] = defaultdict(list)
    for j in range(left, right):
        places[b[j]].append(j)
    used: dict[int, int] = defaultdict(int)
    found = []
    for i in range(low, high):
        nth = used[a[i]]
        if nth < len(places[a[i]]):
            found.append((i, places[a[i]][nth]))
        used[a[i]] = nth + 1
    return found


def _rising(candidates: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs that rises in both sequences."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, j) in enumerate(candidates):
        at = bisect_left(ends, j)
        before.append(last[at - 1] if at else None)
        if at == len(ends):
            ends.append(j)
            last.append(number)
        else:
            ends[at], last[at] = j, number
    chosen = []
    number_or_none = last[-1] if last else None
    while number_or_none is not None:
        chosen.append(candidates[number_or_none])
        number_or_none = before[number_or_none]
    return chosen[::-1]
