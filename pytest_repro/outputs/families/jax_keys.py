"""Keys of jax's random streams (`jax.random.key`), which are no arrays to numpy."""

from __future__ import annotations

import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    random = sys.modules["jax"].random
    impl = str(random.key_impl(value))
    return Branch(type_name(type(value)), ((".impl", impl), (".data", random.key_data(value))))


FAMILY = Family(types=("jax._src.prng.PRNGKeyArray", "jax._src.random.prng.PRNGKeyArray"), expand=expand)
