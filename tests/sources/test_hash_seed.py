"""The salt of ``hash()``."""

from __future__ import annotations

import random

import pytest
from source_contract import SourceContract

from pytest_repro.source import Ambient
from pytest_repro.sources.hash_seed import HashSeed, orders
from pytest_repro.traces.labels import Label


class TestHashSeed(SourceContract):
    source = "hash-seed"
    probes = """
        import os

        WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]

        def moved_set_order():
            return list(set(WORDS))

        def moved_hash():
            return [hash("alpha"), hash(b"alpha"), hash(("alpha", 1))]

        def sets_of_numbers():
            return [list({8, 1, 30}), hash(3), hash(2.5), hash((1, 2))]

        def kept_order():
            return [sorted(set(WORDS)), list(dict.fromkeys(WORDS)), "beta" in set(WORDS)]
        """


def ambient(fixed: str | None) -> Ambient:
    return Ambient({} if fixed is None else {"PYTHONHASHSEED": fixed}, "")


@pytest.mark.parametrize("fixed", ["0", "7", "4294967295"])
def test_a_seed_that_the_user_has_fixed_is_that_of_the_reference(fixed: str) -> None:
    rng = random.Random(1)
    assert HashSeed.environ(HashSeed.reference(rng, ambient(fixed))) == {"PYTHONHASHSEED": fixed}
    assert HashSeed.environ(HashSeed.vary(rng, ambient(fixed))) != {"PYTHONHASHSEED": fixed}


@pytest.mark.parametrize("fixed", [None, "", "random"])
def test_a_salt_that_is_random_is_chosen_so_that_it_can_be_replayed(fixed: str | None) -> None:
    rng = random.Random(1)
    seeds = {HashSeed.reference(rng, ambient(fixed))["seed"] for _ in range(5)}
    assert len(seeds) == 5
    assert all(0 < seed < 2**32 for seed in seeds)


def test_the_seed_that_the_user_has_fixed_is_never_drawn() -> None:
    taken = random.Random(1).randrange(1, 2**32)
    assert HashSeed.vary(random.Random(1), ambient(str(taken)))["seed"] != taken


@pytest.mark.parametrize("is_set", [True, False])
def test_a_seed_is_chosen_under_which_sets_of_two_have_another_order(is_set: bool) -> None:
    rng = random.Random(3)
    labels = [Label(is_set, pair) for pair in (("cat", "dog"), ("train", "test"), ("low", "high"))]
    before = orders(11, tuple(label.strings for label in labels))
    for _ in range(3):
        seed = HashSeed.vary_from(rng, ambient(None), {"seed": 11}, None, labels)["seed"]
        after = orders(seed, tuple(label.strings for label in labels))
        assert before and after and sum(a != b for a, b in zip(before, after, strict=True)) >= 2


def test_a_seed_that_is_known_to_tell_stays_unless_a_set_says_otherwise() -> None:
    rng, pair = random.Random(3), (("cat", "dog"),)
    same = next(seed for seed in range(20, 99) if orders(seed, pair) == orders(11, pair))
    known = {"seed": same}
    assert HashSeed.vary_from(rng, ambient(None), {"seed": 11}, known, [Label(False, *pair)]) == known
    assert HashSeed.vary_from(rng, ambient(None), {"seed": 11}, known, []) == known
    other = HashSeed.vary_from(rng, ambient(None), {"seed": 11}, known, [Label(True, *pair)])
    assert orders(other["seed"], pair) != orders(11, pair)


def test_where_no_interpreter_tells_any_seed_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    labels = [Label(True, ("never", "asked"))]
    assert HashSeed.vary_from(random.Random(1), ambient(None), {"seed": 11}, None, labels)["seed"] != 11
