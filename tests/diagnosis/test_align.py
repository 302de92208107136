"""Whatever is inserted, dropped or moved: what corresponds is found, in order, and in reasonable time."""

from __future__ import annotations

import itertools
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_repro.diagnosis.align import MAX_EDITS, align

keys = st.lists(st.integers(0, 5), max_size=60)
thorough = settings(max_examples=300, deadline=None)


def longest_common(a: list[int], b: list[int]) -> int:
    """Length of the longest common subsequence, the slow and certain way."""
    row = [0] * (len(b) + 1)
    for x in a:
        previous = row
        row = [0]
        for j, y in enumerate(b):
            row.append(previous[j] + 1 if x == y else max(previous[j + 1], row[j]))
    return row[-1]


def is_alignment(a: list[int], b: list[int], pairs: list[tuple[int, int]]) -> bool:
    rising = all(i < k and j < m for (i, j), (k, m) in itertools.pairwise(pairs))
    return rising and all(a[i] == b[j] for i, j in pairs)


@thorough
@given(keys, keys)
def test_pairs_have_equal_keys_and_rise_and_none_is_missed(a: list[int], b: list[int]) -> None:
    pairs = align(a, b)
    assert is_alignment(a, b, pairs)
    assert len(pairs) == longest_common(a, b)


@thorough
@given(keys)
def test_a_sequence_matches_itself(a: list[int]) -> None:
    assert align(a, a) == [(i, i) for i in range(len(a))]


@thorough
@given(keys, st.data())
def test_insertions_cost_no_partner(a: list[int], data: st.DataObject) -> None:
    b = list(a)
    for _ in range(data.draw(st.integers(0, 10))):
        b.insert(data.draw(st.integers(0, len(b))), data.draw(st.integers(0, 9)))
    assert len(align(a, b)) == len(a)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_far_apart_sequences_are_aligned_at_what_is_unique(rng: random.Random, distinct: int) -> None:
    """More edits than the exact method takes on: the anchors must still rise, and be found."""
    common = [1000 + i for i in range(50)]
    a, b = ([rng.randrange(distinct) for _ in range(MAX_EDITS)] for _ in range(2))
    b += [rng.randrange(distinct) for _ in range(3 * MAX_EDITS)]
    for position, key in enumerate(common):
        a.insert(position * 7, key)
        b.insert(position * 11, key)
    pairs = align(a, b)
    assert is_alignment(a, b, pairs)
    assert {a[i] for i, _ in pairs} >= set(common)


def test_blocks_that_changed_places_keep_one_of_the_two() -> None:
    one, other = list(range(1000)), list(range(1000, 1600))
    assert len(align(one + other, other + one)) == 1000


def test_without_anything_unique_events_are_counted_off() -> None:
    a, b = [0, 1] * 1000, [1, 0] * 2000
    pairs = align(a, b)
    assert is_alignment(a, b, pairs)
    assert len(pairs) >= 1000


def test_a_million_events_with_insertions_take_seconds() -> None:
    rng = random.Random(0)
    step = [rng.randrange(200) for _ in range(50)]
    a = step * 20_000
    b = list(a)
    for at in sorted((rng.randrange(len(b)) for _ in range(100)), reverse=True):
        b.insert(at, 999)
    started = time.process_time()
    pairs = align(a, b)
    assert time.process_time() - started < 30
    assert len(pairs) == len(a)
