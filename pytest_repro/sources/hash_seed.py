"""The salt of ``hash()`` of strings and bytes, and with it the order of sets of them."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Axis
from pytest_repro.source import Ambient, Source

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from pytest_repro.traces.labels import Label

_VARIABLE = "PYTHONHASHSEED"
_TRIED = 12
"""Seeds, at some 20 milliseconds each: of three sets of two strings, all have another order under one."""
_LONGEST = 30
_PROGRAM = "import json, sys; print(json.dumps([list(set(s)) for s in json.load(sys.stdin)]))"


class HashSeed(Source):
    """Acts only at interpreter start. Hashing cannot be traced: sites come from static analysis."""

    id = "hash-seed"
    explanation = "the order of a set of strings, or hash() of a string, differs from process to process"
    fix = "iterate over sorted(...), or use a list or dict, which keep their order; hashlib instead of hash()"
    rules = ("REP301", "REP304")
    by_chance = True
    settled = True
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
    def vary_from(
        cls,
        rng: random.Random,
        ambient: Ambient,
        recorded: Mapping[str, Any],
        known: dict[str, Any] | None = None,
        labels: Sequence[Label] = (),
    ) -> dict[str, Any]:
        """Of several seeds that under which the most sets have another order; in doubt the one that is known.

        Strings that no set was seen of count where that leaves a choice.
        """
        if not labels:
            return known or cls.vary(rng, ambient)
        ordered = sorted(labels, key=lambda label: not label.is_set)
        sets = sum(label.is_set for label in labels)
        best, most = known or {}, (-1, -1)
        for number in range(_TRIED):
            candidate = best if known and not number else cls.vary(rng, ambient)
            moved = _moved(recorded["seed"], candidate["seed"], ordered)
            rank = sum(moved[:sets]), (len(moved) if candidate is known else sum(moved[sets:]))
            best, most = (candidate, rank) if rank > most else (best, most)
            if most >= (sets, len(labels) - sets):
                break
        return best

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return {_VARIABLE: str(settings["seed"])}

    def axes(self) -> tuple[Axis, ...]:
        if sys.flags.ignore_environment:
            return (Axis(self.id, False, "the interpreter ignores PYTHONHASHSEED (-E or -I)"),)
        return super().axes()

    def detail(self) -> str:
        return f"{_VARIABLE}={os.environ.get(_VARIABLE)}"


def _moved(seed: int, other: int, labels: Sequence[Label]) -> list[bool]:
    """Of which labels sets are ordered otherwise under the other seed; of none where that is not known."""
    texts = tuple(label.strings for label in labels)
    ours, theirs = orders(seed, texts), orders(other, texts)
    return [a != b for a, b in zip(ours, theirs, strict=True)] if ours and theirs else [False] * len(labels)


@functools.lru_cache(maxsize=64)
def orders(seed: int, labels: tuple[tuple[str, ...], ...]) -> list[list[str]] | None:
    """How sets of these strings are ordered under a hash seed; None where no interpreter tells."""
    try:
        done = subprocess.run(
            [sys.executable, "-S", "-c", _PROGRAM],
            input=json.dumps(labels),
            env={**os.environ, _VARIABLE: str(seed)},
            capture_output=True,
            text=True,
            check=True,
            timeout=_LONGEST,
        )
        found: list[list[str]] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return found
