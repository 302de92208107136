"""What names say: whose a method is, and that an attribute holds a random generator, or anything a seed."""

from __future__ import annotations

import re

_TEXT = """
    add append apply build call clear close compile compute copy create debug decode download encode
    error eval evaluate execute extend fit fit_transform format forward generate get index info init
    initialize insert items join keys load log main map merge next open parse plot pop predict
    prepare print process put query read register remove render reset restore run sample save score
    search select send set setup shuffle split start step stop submit test to train transform update
    validate values wait warning write
"""
# Methods that so many classes have that their name says nothing about whose they are.
_COMMON = frozenset(_TEXT.split())
_GENERATORS = frozenset(
    ["np_random", "prng", "py_random", "rand_state", "random_generator", "random_state", "rng", "rs"]
)
# Names of what is kept as a seed.
SEED_NAME = re.compile(r"(.*_)?(?i:seed|random_state)|\w*[a-z]Seed")
# Keywords and methods by which callables take one.
SEED_KEYWORDS = ("seed", "random_state", "random_seed", "rng_seed")
SEED_METHODS = frozenset({"seed", "manual_seed"})


def is_telling(method: str) -> bool:
    """Whether a method of that name, where a project has one only, is the one that a call means."""
    return method not in _COMMON and not method.startswith("__")


def is_generator(attribute: str) -> bool:
    return attribute.lstrip("_").lower() in _GENERATORS


# What parameters and options for a seed are called.
SEED_PARAMETERS = frozenset({"manual_seed", "random_seed", "random_state", "rng_seed", "seed", "seed_value"})
