"""What is replayed, and what need not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.proof import Proof
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

A, B = Atom("clock"), Atom("hash-seed")
BOTH, ONE, OTHER = frozenset({A, B}), frozenset({A}), frozenset({B})


class Laboratory:
    """Outputs are equal where both are replayed."""

    def __init__(self) -> None:
        self.run: list[frozenset[Atom]] = []

    def test(self, sets: Sequence[frozenset[Atom]]) -> list[bool]:
        self.run += sets
        return [atoms >= BOTH for atoms in sets]


def made() -> tuple[Proof, list[frozenset[Atom]]]:
    laboratory: Any = Laboratory()
    return Proof(laboratory), laboratory.run


def test_no_trial_is_run_for_what_has_not_sufficed_nor_for_a_part_of_it() -> None:
    proof, run = made()
    assert [proof.try_each([atoms]) for atoms in (ONE, ONE, frozenset())] == [[False]] * 3
    assert run == [ONE]


def test_no_trial_is_run_for_what_is_known_to_suffice() -> None:
    proof, run = made()
    proof.learn(OTHER)
    assert proof.try_each([OTHER, ONE]) == [True, False]
    assert run == [ONE]


def test_what_sufficed_by_chance_or_beside_another_recording_is_not_known_any_more() -> None:
    proof, run = made()
    proof.learn(BOTH)
    proof.forget()
    assert proof.try_each([BOTH]) == [True] and run == [BOTH]
    proof.learn(OTHER)
    proof.refute(OTHER)
    assert proof.try_each([OTHER]) == [False] and run == [BOTH]
