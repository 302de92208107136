"""The global stream of the module ``random``."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from pytest_repro.ambient import AmbientStream
from pytest_repro.interpose.twisters import turned

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

    def turned(self, state: Any, bits: int) -> Any:
        version, (*words, position), _ = state
        return [version, [*turned(words, position, bits), 0], None]

    # The module's functions are methods of one hidden instance, bound when the module was made.

    def mark(self, generator: None) -> Any:
        return random._inst.getstate()

    def rewind(self, generator: None, state: Any) -> None:
        random.Random.setstate(random._inst, state)

    def start_at(self, generator: None, seed: int) -> None:
        random.Random.seed(random._inst, seed)

    def forked(self, stage: Stage) -> None:
        self.is_ambient = True  # the module seeds itself anew in every forked child
        super().forked(stage)

    def stir(self) -> None:
        random.seed()  # repro: ignore[REP106] another state is the point

    def watch(self, module: Any) -> None:
        self.watch_functions(module, module._inst)
        # Libraries that take a generator fall back on that instance itself, as networkx does.
        hidden = module._inst
        for name in sorted(name for name in dir(hidden) if name[0] != "_" and name not in self.reading):
            method = getattr(hidden, name)
            if callable(method):
                self.stage.patches.set(hidden, name, self.watched(name, method))
