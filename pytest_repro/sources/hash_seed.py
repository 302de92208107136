"""The salt of ``hash()`` of strings and bytes, and with it the order of sets of them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Axis
from pytest_repro.source import Ambient, Source

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

_VARIABLE = "PYTHONHASHSEED"


class HashSeed(Source):
    """Acts only at interpreter start. Hashing cannot be traced: sites come from static analysis."""

    id = "hash-seed"
    explanation = "the order of a set of strings, or hash() of a string, differs from process to process"
    fix = "iterate over sorted(...), or use a list or dict, which keep their order; hashlib instead of hash()"
    rules = ("REP301", "REP304")
    by_chance = True
    traced = False
    suspicion = 2

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        fixed = ambient.environ.get(_VARIABLE, "")
        return {"seed": int(fixed)} if fixed.isdigit() else cls.vary(rng, ambient)

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        taken = ambient.environ.get(_VARIABLE)
        seed = rng.randrange(1, 2**32)
        return {"seed": seed if str(seed) != taken else seed - 1}

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return {_VARIABLE: str(settings["seed"])}

    def axes(self) -> tuple[Axis, ...]:
        if sys.flags.ignore_environment:
            return (Axis(self.id, False, "the interpreter ignores PYTHONHASHSEED (-E or -I)"),)
        return super().axes()

    def detail(self) -> str:
        return f"{_VARIABLE}={os.environ.get(_VARIABLE)}"
