"""The global stream of the module ``random``."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from pytest_repro.ambient import AmbientStream

if TYPE_CHECKING:
    from pytest_repro.source import Stage


class PythonRandom(AmbientStream):
    id = "python-random"
    module = "random"
    seeding = frozenset({"seed", "setstate"})
    reading = frozenset({"getstate"})
    explanation = "draws from Python's global random stream, which starts from another state in each process"
    fix = "call random.seed(SEED) before the draw, or draw from a random.Random(SEED) of your own"
    rules = ("REP101",)

    def available(self) -> bool:
        return True

    def get(self) -> Any:
        version, internal, gauss = random.getstate()
        return [version, list(internal), gauss]

    def put(self, state: Any) -> None:
        version, internal, gauss = state
        self.rewind(None, (version, tuple(internal), gauss))

    # The module's functions are methods of one hidden instance, bound when the module was made.

    def mark(self, generator: None) -> Any:
        return random._inst.getstate()

    def rewind(self, generator: None, state: Any) -> None:
        random._inst.setstate(state)

    def start_at(self, generator: None, seed: int) -> None:
        random._inst.seed(seed)

    def forked(self, stage: Stage) -> None:
        self.is_ambient = True  # the module seeds itself anew in every forked child
        super().forked(stage)

    def stir(self) -> None:
        random.seed()  # repro: ignore[REP106] another state is the point

    def watch(self, module: Any) -> None:
        self.watch_functions(module, module._inst)
