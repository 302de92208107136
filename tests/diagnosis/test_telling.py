"""Which conditions are used again: those under which a difference has been seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from pytest_repro.diagnosis.telling import Telling, settings_of
from pytest_repro.trials.spec import Condition

if TYPE_CHECKING:
    from pytest_repro.trials.spec import TrialSpec

CHANCE = frozenset({"hash-seed", "object-identity"})


HOST = {"host": "node-7"}


def trial(seed: int, mode: str = "vary") -> TrialSpec:
    conditions = (
        Condition("hash-seed", mode, {"seed": seed}),  # type: ignore[arg-type]
        Condition("clock", "vary", {"shift": 1.0}),
        Condition("environment", "vary", HOST, None if mode == "vary" else "environment.json"),
    )
    return cast("TrialSpec", SimpleNamespace(conditions=conditions))


def test_only_what_often_gives_the_same_answer_is_kept_and_only_where_it_was_varied() -> None:
    assert settings_of(trial(5)) == {"hash-seed": {"seed": 5}, "environment": HOST}
    assert settings_of(trial(5, "replay")) == {}


def test_the_first_conditions_that_differ_are_kept() -> None:
    telling = Telling()
    telling.learn(trial(1), equal=False, all_varied=True)
    telling.learn(trial(2), equal=False, all_varied=True)
    assert telling.differed["hash-seed"] == {"seed": 1}


def test_conditions_under_which_nothing_differs_are_dropped() -> None:
    telling = Telling(differed={"hash-seed": {"seed": 1}})
    telling.learn(trial(1), equal=True, all_varied=True)
    assert telling.differed == {}


def test_equal_outputs_say_nothing_of_the_conditions_where_something_is_replayed() -> None:
    telling = Telling(differed={"hash-seed": {"seed": 1}})
    telling.learn(trial(1), equal=True, all_varied=False)
    assert telling.differed["hash-seed"] == {"seed": 1}


def test_where_traces_show_that_something_else_differed_the_conditions_are_not_trusted() -> None:
    telling = Telling(differed={"hash-seed": {"seed": 1}})
    telling.keep(frozenset({"clock"}))
    assert telling.differed == {}
    telling.learn(trial(7), equal=False, all_varied=False)
    assert telling.differed == {}
    telling.adopt(CHANCE)
    assert telling.differed == {"hash-seed": {"seed": 7}}
