"""torch's default generator on the CPU: initialisation, dropout, ``randn``, samplers, loaders."""

from __future__ import annotations

import sys
import threading
from typing import Any

from pytest_repro.ambient import AmbientStream


class TorchRandom(AmbientStream):
    id = "torch-random"
    module = "torch"
    explanation = "draws from torch's default generator, which is seeded from entropy in each process"
    fix = (
        "call torch.manual_seed(SEED) before the draw, or pass generator=torch.Generator().manual_seed(SEED)"
    )
    rules = ("REP103", "REP107", "REP115")
    _mode: Any = None
    _ambient_seed: int | None = None

    def available(self) -> bool:
        return hasattr(sys.modules.get(self.module), "default_generator")

    def get(self) -> Any:
        return bytes(sys.modules["torch"].get_rng_state().tolist()).hex()

    def put(self, state: Any) -> None:
        torch = sys.modules["torch"]
        torch.set_rng_state(torch.frombuffer(bytearray.fromhex(state), dtype=torch.uint8))

    def stir(self) -> None:
        sys.modules["torch"].seed()

    def watch(self, module: Any) -> None:
        # Whoever seeds, by whatever helper, changes the initial seed.
        self._ambient_seed = module.initial_seed()
        source = self

        class Draws(module.utils._python_dispatch.TorchDispatchMode):  # type: ignore[misc]
            def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                kwargs = kwargs or {}
                if _draws(module, func, args, kwargs) and module.initial_seed() == source._ambient_seed:
                    source._drew(str(func))
                return func(*args, **kwargs)

        self._mode = Draws()
        self._mode.__enter__()
        run = threading.Thread.run

        def run_watched(thread: threading.Thread) -> None:
            with Draws():  # a mode holds in the thread that enters it, and in no other
                run(thread)

        self.stage.patches.set(threading.Thread, "run", run_watched)

    def still_ambient(self) -> bool:
        return bool(sys.modules[self.module].initial_seed() == self._ambient_seed)

    def became_ambient(self) -> None:
        self._ambient_seed = sys.modules[self.module].initial_seed()

    def uninstall(self) -> None:
        if self._mode is not None:
            self._mode.__exit__(None, None, None)
            self._mode = None
        super().uninstall()


def _draws(torch: Any, func: Any, args: Any, kwargs: Any) -> bool:
    """Whether an operation draws from the default generator, rather than from one that it was given."""
    if torch.Tag.nondeterministic_seeded not in func.tags:
        return False
    given = kwargs.get("generator") or next((a for a in args if isinstance(a, torch.Generator)), None)
    # An operation gets another wrapper of the generator that the caller gave.
    return given is None or given._cdata == torch.default_generator._cdata
