"""Sets that are gone through in a known order, and what is handed out first."""

from __future__ import annotations

import pytest

from pytest_repro.interpose.rearranging import Choice, Ended, positions, sets, without


class Future:
    """Hashes by address, as futures do."""


def test_an_ended_set_is_a_set_in_order() -> None:
    futures = [Future() for _ in range(50)]
    ended = Ended(futures)
    assert list(ended) == futures and ended == set(futures) and len(ended) == 50
    ended.remove(futures[0])
    late = Future()
    ended.add(late)
    assert list(ended) == [*futures[1:], late]
    assert ended.pop() is futures[1] and futures[1] not in ended
    assert ended | {futures[0]} == set(futures) - {futures[1]} | {late}


def test_an_empty_ended_set_has_nothing_to_pop() -> None:
    with pytest.raises(KeyError, match="empty"):
        Ended([]).pop()


def test_what_was_passed_over_comes_next_and_the_last_of_it_first() -> None:
    a, b, c, d = futures = [Future() for _ in range(4)]
    choice = Choice()
    assert choice.last_first(futures, "ALL_COMPLETED") == [d, c, b, a]
    assert choice.last_first([a, b, c], "FIRST_COMPLETED") == [c]
    assert choice.last_first([a, b, d], "FIRST_COMPLETED") == [b]
    assert choice.last_first([a, d], "FIRST_COMPLETED") == [a]
    assert choice.last_first([d], "FIRST_COMPLETED") == [d]
    assert choice.last_first([], "FIRST_COMPLETED") == []


def test_places_of_the_chosen() -> None:
    assert positions(["a", "b", "c"], ["c", "a"]) == [2, 0]
    assert without(["a", "b", "c"], ["c", "a"]) == ["b"]


def test_only_a_wait_that_leaves_something_or_ends_early_has_an_order_of_its_own() -> None:
    futures = [Future() for _ in range(3)]
    for chosen, when, kind in (
        (futures, "ALL_COMPLETED", set),
        (futures[:2], "ALL_COMPLETED", Ended),
        (futures, "FIRST_EXCEPTION", set),
        (futures, "FIRST_COMPLETED", Ended),
    ):
        done, rest = sets(futures, chosen, when)
        assert (type(done), type(rest)) == (kind, kind)
        assert done == set(chosen) and done | rest == set(futures)
