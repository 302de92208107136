"""Which places of an array are overwritten when others are set."""

from __future__ import annotations

import ast

import pytest

from pytest_repro.diagnosis.slots import Filled, Slot, slots_of
from pytest_repro.diagnosis.taint import Root

A, B, C = (frozenset({Root("train.py", line, line, "fit")}) for line in (1, 2, 3))


def slot(target: str) -> Slot:
    (found,) = slots_of(ast.parse(f"{target} = 0").body[0])
    return found


@pytest.mark.parametrize(
    ("later", "earlier", "covered"),
    [
        ("x[0]", "x[0]", True),
        ("x[0]", "x[0, 2]", True),
        ("x[:, 0]", "x[3, 0]", True),
        ("x[1]", "x[1, column]", True),
        ("x[-1]", "x[-1]", True),
        ("x[:2]", "x[:2]", True),
        ("x[0]", "x[1]", False),
        ("x[0, 2]", "x[0]", False),
        ("x[3, 0]", "x[:, 0]", False),
        ("x[i]", "x[i]", False),
        ("x[mask > 0]", "x[mask > 0]", False),
        ("x[1]", "x[True]", False),
        ("x[::2]", "x[::2]", False),
    ],
)
def test_a_place_covers_what_lies_in_it(later: str, earlier: str, covered: bool) -> None:
    filled = Filled(A)
    filled.put(slot(earlier), B, filled.gone(slot(earlier), 0), 5)
    assert filled.gone(slot(later), 9) == (B if covered else frozenset())


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("x[:3]", "x[3:]", True),
        ("x[n:]", "x[:n]", True),
        ("x[:3]", "x[2:]", False),
        ("x[:n]", "x[:n]", False),
        ("x[:3]", "x[3]", False),
        ("x[:3, 0]", "x[3:, 0]", False),
        ("x[:]", "x[:]", False),
    ],
)
def test_two_parts_make_a_whole(first: str, second: str, whole: bool) -> None:
    assert slot(second).completes(slot(first)) is whole
    filled = Filled(A)
    filled.put(slot(first), B, filled.gone(slot(first), 4), 5)
    assert filled.gone(slot(second), after=5) >= (A if whole else frozenset())
    assert not filled.gone(slot(second), after=5) & B or first == second
    assert not filled.gone(slot(second), after=6) & A or second == "x[:]"


def test_what_came_from_elsewhere_too_stays() -> None:
    filled = Filled(A)
    filled.put(slot("x[0]"), A | B, frozenset(), 5)
    filled.put(slot("x[1]"), B | C, frozenset(), 6)
    assert filled.gone(slot("x[1]"), 9) == C


@pytest.mark.parametrize("statement", ["x[0] += 1", "x.y[0] = 1", "x = 1", "x[0], y = 1, 2", "del x[0]"])
def test_other_statements_set_no_place(statement: str) -> None:
    assert not list(slots_of(ast.parse(statement).body[0]))
