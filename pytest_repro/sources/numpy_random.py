"""The global stream of ``numpy.random``, which scikit-learn and scipy draw from as well."""

from __future__ import annotations

import functools
import sys
from typing import Any

from pytest_repro.ambient import AmbientStream
from pytest_repro.interpose.twisters import turned


class NumpyRandom(AmbientStream):
    id = "numpy-random"
    module = "numpy.random"
    seeding = frozenset({"seed", "set_state"})
    reading = frozenset({"get_state"})
    explanation = "draws from numpy's global random stream, which starts from another state in each process"
    fix = "call np.random.seed(SEED) before the draw, or pass default_rng(SEED) or random_state=SEED to it"
    rules = ("REP102", "REP105", "REP115")
    _hidden: Any = None

    def available(self) -> bool:
        # Half imported (an import that failed) counts as absent.
        return hasattr(sys.modules.get(self.module), "mtrand")

    def get(self) -> Any:
        state = sys.modules[self.module].mtrand._rand.get_state(legacy=False)
        inner = {name: _plain(value) for name, value in state["state"].items()}
        return {**state, "state": inner}

    def put(self, state: Any) -> None:
        numpy = sys.modules["numpy"]
        inner = dict(state["state"])
        if isinstance(inner.get("key"), list):
            inner["key"] = numpy.asarray(inner["key"], dtype=numpy.uint32)
        self.rewind(None, {**state, "state": inner})

    def turned(self, state: Any, bits: int) -> Any:
        if state["bit_generator"] != "MT19937":
            return state
        words = turned(state["state"]["key"], state["state"]["pos"], bits)
        return {**state, "state": {"key": words, "pos": 0}, "has_gauss": 0, "gauss": 0.0}

    def _stream(self) -> Any:
        """The generator itself: once it is watched, what stands in its place takes note of its users."""
        return self._hidden or sys.modules[self.module].mtrand._rand

    def mark(self, generator: None) -> Any:
        return self._stream().get_state(legacy=False)

    def rewind(self, generator: None, state: Any) -> None:
        self._stream().set_state(state)

    def start_at(self, generator: None, seed: int) -> None:
        self._stream().seed(seed)

    def stir(self) -> None:
        sys.modules[self.module].mtrand._rand.seed(None)

    def watch(self, module: Any) -> None:
        hidden = self._hidden = module.mtrand._rand
        self.watch_functions(module, hidden)
        for name in ("seed", "ranf", "sample"):
            if getattr(getattr(module, name, None), "__self__", None) is None:
                self.stage.patches.set(module, name, self.watched(name, getattr(module, name)))
        # scikit-learn's check_random_state(None) and scipy's read this name each time.
        self.stage.patches.set(module.mtrand, "_rand", self._watched_instance(hidden))

    def _watched_instance(self, hidden: Any) -> Any:
        """A RandomState over the same bit generator, whose methods note their callers."""

        def method(name: str) -> Any:
            # The original holds the cached half of a Gaussian pair: two objects would keep two.
            original = getattr(hidden, name)
            noted = original if name in self.reading else self.watched(name, original)
            return functools.wraps(original)(lambda _, *args, **kwargs: noted(*args, **kwargs))

        base = type(hidden)
        names = [name for name in dir(base) if not name.startswith("_") and callable(getattr(base, name))]
        return type(base.__name__, (base,), {name: method(name) for name in names})(hidden._bit_generator)


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value
