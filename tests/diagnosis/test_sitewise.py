"""Which of several lines are shown to be needed, and in how many trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_repro.diagnosis.sitewise import prove_sites, trials_left
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

A, B, C, D = (Atom("torch-random", "", "train.py", line) for line in (3, 8, 15, 21))
CLOCK = Atom("clock")
X, Y = (Atom("os-entropy", "", "load.py", line) for line in (2, 4))


class Trials:
    """Outputs are equal where all that is ``guilty`` is replayed."""

    def __init__(self, *guilty: Atom) -> None:
        self.guilty = frozenset(guilty)
        self.run = 0

    def __call__(self, sets: Sequence[frozenset[Atom]]) -> list[bool]:
        self.run += len(sets)
        return [self.guilty <= atoms for atoms in sets]


@pytest.mark.parametrize("guilty", [A, B])
def test_a_look_alike_is_cleared_in_one_trial_where_it_is_the_doubted_one(guilty: Atom) -> None:
    doubted = B if guilty == A else A
    trials = Trials(guilty)
    found = prove_sites(frozenset({A, B}), [doubted], trials, 1)
    assert (found.kept, found.alone, trials.run) == ({guilty}, {guilty}, 1)


def test_what_one_trial_does_not_tell_is_not_said_to_be_proven() -> None:
    trials = Trials(A, B)
    found = prove_sites(frozenset({A, B}), [], trials, 1)
    assert (found.kept, found.alone, found.tried) == ({A, B}, {A}, True)
    assert prove_sites(frozenset({A, B}), [], Trials(A, B), 2).alone == {A, B}


def test_half_of_many_is_cleared_together() -> None:
    trials = Trials(C, D)
    found = prove_sites(frozenset({A, B, C, D}), [], trials, 1)
    assert (found.kept, found.alone, trials.run) == ({C, D}, frozenset(), 1)


def test_a_line_that_stands_for_its_source_alone_is_proven_with_it() -> None:
    trials = Trials(A, CLOCK)
    found = prove_sites(frozenset({A, CLOCK}), [], trials, 3)
    assert (found.kept, found.alone, found.tried, trials.run) == ({A, CLOCK}, {A}, False, 0)


@settings(max_examples=100, deadline=None)
@given(
    st.frozensets(st.sampled_from([A, B, C, D]), min_size=1),
    st.frozensets(st.sampled_from([X, Y]), min_size=1),
    st.lists(st.sampled_from([A, B, C, D, X, Y]), unique=True),
    st.integers(0, 12),
)
def test_whatever_the_order_what_is_kept_suffices_and_what_is_proven_is_needed(
    first: frozenset[Atom], second: frozenset[Atom], doubted: list[Atom], most: int
) -> None:
    trials = Trials(*first, *second)
    found = prove_sites(frozenset({A, B, C, D, X, Y, CLOCK}), doubted, trials, most)
    assert first | second | {CLOCK} <= found.kept
    assert found.alone <= first | second
    assert trials.run <= most
    if most == 12:
        assert found.kept == first | second | {CLOCK}
        assert found.alone == first | second


def test_the_bound_of_trials_grows_with_the_causes() -> None:
    assert [trials_left(1, 3), trials_left(1, 9), trials_left(2, 5), trials_left(3, 5)] == [1, 0, 3, 5]
