"""The global stream of the module ``random``."""

from __future__ import annotations

import functools
import random
from typing import Any

from pytest_repro.ambient import AmbientStream

_SEEDING = {"seed", "setstate"}
_READING = {"getstate"}


class PythonRandom(AmbientStream):
    id = "python-random"
    module = "random"
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
        random.setstate((version, tuple(internal), gauss))

    def stir(self) -> None:
        random.seed()

    def watch(self, module: Any) -> None:
        # The module's functions are methods of one hidden instance, bound when the module was made.
        hidden = module.seed.__self__
        for name, function in sorted(vars(module).items()):
            if getattr(function, "__self__", None) is hidden and name not in _READING:
                self.stage.patches.set(module, name, self._watched(name, function))

    def _watched(self, name: str, function: Any) -> Any:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if name in _SEEDING:
                self.is_ambient = False
            else:
                self._drew(f"random.{name}")
            return function(*args, **kwargs)

        return call
