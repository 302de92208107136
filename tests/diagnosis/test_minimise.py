"""Whatever the hidden causes, the order and the guess: the answer is minimal, sufficient and cheap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_repro.diagnosis.minimise import minimise, shrink

if TYPE_CHECKING:
    from collections.abc import Sequence

Atoms: TypeAlias = frozenset[int]
ATOMS = range(9)


class Trials:
    """Outputs are equal as soon as one of the ``sufficient`` sets is replayed; every set asked is kept."""

    def __init__(self, *sufficient: Atoms) -> None:
        self.sufficient = sufficient
        self.asked: list[Atoms] = []
        self.batches = 0

    def equal(self, atoms: Atoms) -> bool:
        return any(needed <= atoms for needed in self.sufficient)

    def __call__(self, sets: Sequence[Atoms]) -> list[bool]:
        assert sets, "a batch without a trial"
        self.batches += 1
        self.asked += sets
        return [self.equal(atoms) for atoms in sets]


orders = st.permutations(ATOMS)
guesses = st.lists(st.sampled_from(ATOMS), max_size=len(ATOMS), unique=True)
causes = st.frozensets(st.sampled_from(ATOMS), min_size=1)
exhaustive = settings(max_examples=200, deadline=None)


@exhaustive
@given(orders, guesses, causes)
def test_the_hidden_causes_are_found(order: list[int], guess: list[int], hidden: Atoms) -> None:
    assert minimise(order, guess, Trials(hidden)) == hidden


@exhaustive
@given(orders, guesses, st.lists(causes, min_size=1, max_size=5))
def test_of_several_answers_a_minimal_one_is_given(
    order: list[int], guess: list[int], sufficient: list[Atoms]
) -> None:
    trials = Trials(*sufficient)
    found = minimise(order, guess, trials)
    assert found
    assert trials.equal(found)
    assert not any(trials.equal(found - {atom}) for atom in found)


@exhaustive
@given(orders, guesses, st.lists(causes, max_size=5), st.booleans())
def test_no_set_is_tried_twice(
    order: list[int], guess: list[int], sufficient: list[Atoms], tried: bool
) -> None:
    trials = Trials(*sufficient)
    known = trials.equal(frozenset(guess)) if tried and guess else None
    minimise(order, guess, trials, known)
    assert len(trials.asked) == len(set(trials.asked))
    assert frozenset() not in trials.asked
    assert known is None or frozenset(guess) not in trials.asked


@exhaustive
@given(orders, guesses)
def test_none_if_not_even_all_of_them_do(order: list[int], guess: list[int]) -> None:
    trials = Trials()
    assert minimise(order, guess, trials) is None
    assert frozenset(order) in trials.asked
    assert len(trials.asked) <= 5


@exhaustive
@given(orders, st.data())
def test_a_cause_outside_the_candidates_is_never_found(order: list[int], data: st.DataObject) -> None:
    hidden = data.draw(causes)
    possible = [atom for atom in order if atom not in hidden]
    guess = data.draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    assert minimise(possible, guess, Trials(hidden)) is None


@exhaustive
@given(orders, causes)
def test_a_right_guess_costs_one_trial_one_for_each_cause_and_one_where_they_are_many(
    order: list[int], hidden: Atoms
) -> None:
    trials = Trials(hidden)
    assert minimise(order, sorted(hidden), trials) == hidden
    assert len(trials.asked) == 1 + (len(hidden) if len(hidden) > 1 else 0) + (len(hidden) > 2)
    assert trials.batches <= (1 if len(hidden) < 2 else 3)


@exhaustive
@given(orders, st.data())
def test_of_a_guess_of_several_one_that_suffices_alone_costs_one_trial_more(
    order: list[int], data: st.DataObject
) -> None:
    guess = data.draw(st.lists(st.sampled_from(order), min_size=2, max_size=4, unique=True))
    likeliest = min(guess, key=order.index)
    trials = Trials(frozenset({likeliest}))
    assert minimise(order, guess, trials) == {likeliest}
    assert len(trials.asked) == 2


@given(st.permutations(ATOMS))
def test_of_two_that_suffice_the_likelier_one_is_tried_alone_first(order: list[int]) -> None:
    trials = Trials(frozenset(order[:1]))
    assert shrink(order, frozenset(order[:2]), trials) == {order[0]}
    assert trials.asked == [frozenset(order[:1])]


@exhaustive
@given(orders, st.sampled_from(ATOMS))
def test_one_cause_and_a_guess_known_to_be_right_cost_nothing(order: list[int], cause: int) -> None:
    trials = Trials(frozenset({cause}))
    assert minimise(order, [cause], trials, guess_works=True) == {cause}
    assert not trials.asked


@exhaustive
@given(orders, guesses, causes)
def test_a_wrong_guess_costs_little_more(order: list[int], guess: list[int], hidden: Atoms) -> None:
    trials = Trials(hidden)
    minimise(order, guess, trials)
    missing = len(hidden - set(guess))
    steps = math.ceil(math.log2(len(ATOMS)))
    assert len(trials.asked) <= 1 + 3 + missing * (steps + 1) + len(hidden | set(guess)) + 2


@exhaustive
@given(orders, st.sampled_from(ATOMS))
def test_the_most_suspected_is_found_first(order: list[int], cause: int) -> None:
    trials = Trials(frozenset({cause}))
    minimise(order, [], trials)
    position = order.index(cause)
    assert (
        len(trials.asked) <= 1 if position == 0 else len(trials.asked) <= 2 + 2 * math.log2(position + 1) + 2
    )


def test_of_two_answers_the_more_suspected_is_kept() -> None:
    either = Trials(frozenset({1}), frozenset({2}))
    assert minimise([2, 1], [1, 2], either) == {2}
    assert minimise([1, 2], [1, 2], Trials(*either.sufficient)) == {1}
