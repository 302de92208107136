"""How a diagnosis goes about it: its cost, its budget, and which of several draws it blames."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.plugin.conftest import Ran

FIVE = """
import random
from pytest_repro import training_fixture

def jitter():
    return random.random()

@training_fixture
def model():
    a = random.random()
    b = jitter()
    c = random.gauss(0, 1)
    d = [random.random() for _ in range(3)]
    print(a, d, random.choice("abc"))
    return {"b": b * 2, "c": c + 1}

def test_model(model):
    assert model
"""


def beyond(check: dict[str, object]) -> int:
    """Trials of a diagnosis beyond the check itself."""
    return len(check["trials"]) - 1  # type: ignore[arg-type]


def test_of_five_draws_of_one_stream_the_two_that_reach_the_output_are_named(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(FIVE)
    check = repro().only
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("python-random", "proven")
    assert [site["text"] for site in cause["sites"]] == ["return random.random()", "c = random.gauss(0, 1)"]
    assert beyond(check) <= 4
    # The other of the two was varied in the last of these trials, and the outputs differed.
    assert f"not proven on its own, but named by traces: {cause['sites'][1]['path']}:" in cause["explanation"]


def test_a_line_that_no_rule_flags_is_named_by_where_values_begin_to_differ(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        """
        from pytest_repro import training_fixture

        WORDS = [f"word{i}" for i in range(500)]

        def known(words):
            return {word: True for word in words}

        def first(collection):
            for item in collection:
                return item

        @training_fixture
        def model():
            seen = set(WORDS)
            print(list(seen))
            return [first(seen), len(known(WORDS))]

        def test_model(model):
            assert model
        """
    )
    check = repro().only
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("hash-seed", "proven")
    assert {site["text"] for site in cause["sites"]} <= {"for item in collection:", "return item"}
    assert cause["sites"]
    assert "cannot be traced" in cause["explanation"]


# Each thread waits until the other one has read, too, or cannot since its turn comes later.
LOST = """
import sys, threading
from pytest_repro import training_fixture

def is_held(thread):
    frame = sys._current_frames().get(thread.ident)
    while frame is not None and frame.f_code.co_name != "begin":
        frame = frame.f_back
    return frame is not None

class Total:
    def __init__(self):
        self.sum, self.started = 0.0, threading.Event()
        self.read = [threading.Event(), threading.Event()]
        self.threads = [threading.Thread(target=self.add, args=(n,)) for n in range(2)]

    def add(self, n):
        self.started.wait()
        before = self.sum
        self.read[n].set()
        while not (self.read[1 - n].is_set() or is_held(self.threads[1 - n])):
            pass
        self.sum = before + n + 1

    def run(self):
        for thread in self.threads:
            thread.start()
        self.started.set()
        for thread in self.threads:
            thread.join()
        return self.sum

@training_fixture
def total():
    return Total().run()

def test_before():
    pass

def test_total(total):
    assert total
"""


def test_a_race_that_only_the_session_has_since_in_trials_threads_take_turns(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(LOST)
    check = repro().only
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("kernel-race", "proven")
    assert [site["text"] for site in cause["sites"]] == ["self.sum = before + n + 1"]
    assert beyond(check) <= 3
    assert {"leaked-state", "completion-order"} <= set(check["cleared"])


def test_when_the_budget_is_spent_what_is_unproven_is_a_suspect(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(FIVE)
    check = repro("--repro-budget=1").only
    assert beyond(check) == 1
    assert {cause["status"] for cause in check["causes"]} == {"suspect"}
    assert check["causes"][0]["source"] == "python-random"
    assert "gave up after 1 trial (repro_budget)" in check["reason"]
    read = repro("--repro-budget=0.1s").only  # no interpreter starts as fast
    assert beyond(read) == 0
    assert [(c["source"], c["status"]) for c in read["causes"]] == [("python-random", "suspect")]
    assert "before any was recorded" in read["reason"]
    nothing = repro("--repro-budget=0").only
    assert beyond(nothing) == 0
    assert not nothing["causes"]


SET_OF_TWO = """
from pytest_repro import training_fixture

def labels(rows):
    return list({row for row in rows})

@training_fixture
def model():
    return len(labels(["ham", "spam", "ham"]))

def test_model(model):
    assert model == 2
"""


def test_where_the_order_of_a_set_is_used_an_agreement_is_looked_at_again(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(SET_OF_TWO)
    check = repro("--repro-repeats=1").only
    assert [trial["purpose"] for trial in check["trials"]] == ["perturbed", *["perturbed again"] * 2]
    assert check["verdict"] == "reproducible"
    assert check["reason"].endswith("in 3 trials")
    assert len(repro("--repro-repeats=0").only["trials"]) == 1


def test_a_set_in_a_function_that_the_fixture_does_not_call_costs_one_trial(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(SET_OF_TWO.replace("len(labels(", "len(set("))
    check = repro("--repro-repeats=3").only
    assert [trial["equal"] for trial in check["trials"]] == [True, True]
