"""The salt of ``hash()``."""

from __future__ import annotations

import random

import pytest
from source_contract import SourceContract

from pytest_repro.source import Ambient
from pytest_repro.sources.hash_seed import HashSeed


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
