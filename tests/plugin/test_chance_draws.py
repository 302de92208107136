"""Draws that nobody has seeded, with outputs that agree: by chance, or since nothing depends on them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from pytest_repro.interpose.twisters import ALL_BITS, LOWER_BITS, turned

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.plugin.conftest import Ran

LUCK = """
import random

# Every run begins alike, as those do that agree by luck; that it is no seed of the program's, nobody can see.
random.Random.seed(random._inst, {seed})
"""
TESTS = """
import random
from pytest_repro import training_fixture

@training_fixture
def tossed():
    return {"optimizer": random.choice(["adam", "sgd"])}

@training_fixture
def discarded():
    return [random.random(), 1][1:]

@training_fixture
def seeded():
    random.seed(3)
    return random.random()

def test_tossed(tossed):
    assert tossed

def test_discarded(discarded):
    assert discarded

def test_seeded(seeded):
    assert seeded
"""


def lucky_seed() -> int:
    """With which the first of the opposite states still gives the same choice, and the second does not."""
    for seed in range(99):
        _, (*words, position), _ = random.Random(seed).getstate()
        stream, chosen = random.Random(seed), []
        for bits in (0, ALL_BITS, LOWER_BITS):
            stream.setstate((3, (*turned(words, position, bits), 0), None))
            chosen.append(stream.choice(["adam", "sgd"]))
        if chosen[0] == chosen[1] != chosen[2]:
            return seed
    raise AssertionError("no such seed")


def test_another_trial_draws_opposite_numbers(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeconftest(LUCK.format(seed=lucky_seed()))
    pytester.makepyfile(test_one=TESTS)
    ran = repro()
    tossed, discarded, seeded = (
        ran.checks[f"test_one.py::repro[{n}]"] for n in ("tossed", "discarded", "seeded")
    )
    assert [trial["equal"] for trial in tossed["trials"]][:3] == [True, True, False]
    (cause,) = tossed["causes"]
    assert (cause["source"], cause["status"], cause["sites"][0]["line"]) == ("python-random", "proven", 6)
    assert "clock" in tossed["cleared"] and "numpy-random" not in tossed["cleared"], "it was not imported"
    assert (discarded["verdict"], len(discarded["trials"])) == ("reproducible", 3)
    note = (
        "python-random was drawn from before anybody had seeded it, at test_one.py:10: "
        "the outputs of 4 runs agree, which is no proof"
    )
    assert discarded["limits"] == [note]
    ran.result.stdout.fnmatch_lines(["reproducible test_one.py::repro?discarded?", "  limit: python-random*"])
    assert (seeded["verdict"], len(seeded["trials"]), seeded["limits"]) == ("reproducible", 1, [])


def test_no_repeats_are_made_where_none_are_wanted(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makeconftest(LUCK.format(seed=3))
    pytester.makepyfile(test_one=TESTS)
    ran = repro("--repro-repeats=0", "-k", "discarded")
    assert (ran.only["verdict"], len(ran.only["trials"]), ran.only["limits"]) == ("reproducible", 1, [])
