"""torch's default generators: initialisation, dropout, ``randn``, samplers, loaders.

The generators of GPUs exist only once CUDA is initialised, which is for the program to do. Until then a seed
waits for them: where the stream is recorded or replayed, that of the generator on the CPU, as after
``torch.manual_seed``.
"""

from __future__ import annotations

import struct
import sys
import threading
from typing import Any

from pytest_repro.ambient import AmbientStream
from pytest_repro.interpose.twisters import ALL_BITS, WORDS, turned

_STATE = struct.Struct(f"=QiiQ{WORDS}Q")
"""The seed, how many words are left and one, whether it was seeded, which word is next, and the words."""
_OF_FRACTIONS = ALL_BITS & ~(1 << 23 | 1 << 20)
"""All bits but the first of a fraction of one word, and of one of two: the sign of a normal deviate turns."""


class TorchRandom(AmbientStream):
    id = "torch-random"
    module = "torch"
    explanation = "draws from torch's default generator, which is seeded from entropy in each process"
    fix = (
        "call torch.manual_seed(SEED) before the draw, or pass generator=torch.Generator().manual_seed(SEED)"
    )
    rules = ("REP103", "REP107", "REP115")
    turns = (ALL_BITS, _OF_FRACTIONS)
    _mode: Any = None
    _ambient_seed: int | None = None

    def available(self) -> bool:
        return hasattr(sys.modules.get(self.module), "default_generator")

    def get(self) -> Any:
        torch = sys.modules["torch"]
        states = [torch.get_rng_state(), *(generator.get_state() for generator in _on_gpus(torch))]
        return ",".join(bytes(state.tolist()).hex() for state in states)

    def put(self, state: Any) -> None:
        torch = sys.modules["torch"]
        first, *others = (torch.frombuffer(bytearray.fromhex(s), dtype=torch.uint8) for s in state.split(","))
        torch.set_rng_state(first)
        for generator, other in zip(_on_gpus(torch), others, strict=False):
            generator.set_state(other)

    def turned(self, state: Any, bits: int) -> Any:
        """Of the generator on the CPU alone: those of GPUs count, and keep the seed that they have."""
        content = bytes.fromhex(state.split(",")[0])
        seed, left, seeded, following, *words = _STATE.unpack_from(content)
        words = turned(words, WORDS if left == 1 else following, bits)
        first = _STATE.pack(seed, WORDS, seeded, 0, *words)
        return (first + bytes(len(content) - len(first))).hex()

    def watch_seeding(self, module: Any) -> None:
        """Whoever seeds, by whatever helper, changes the initial seed."""
        self._ambient_seed = module.initial_seed()

    def _begin(self) -> None:
        super()._begin()
        torch = sys.modules["torch"]
        known = self.stage.record or self.stage.recording is not None
        if known and torch.backends.cuda.is_built() and not torch.cuda.is_initialized():
            torch.cuda.manual_seed_all(torch.initial_seed())

    def mark(self, generator: Any) -> Any:
        return generator.get_state()

    def rewind(self, generator: Any, state: Any) -> None:
        generator.set_state(state)

    def start_at(self, generator: Any, seed: int) -> None:
        generator.manual_seed(seed)

    def stir(self) -> None:
        sys.modules["torch"].seed()

    def watch(self, module: Any) -> None:
        self.watch_seeding(module)
        source = self

        class Draws(module.utils._python_dispatch.TorchDispatchMode):  # type: ignore[misc]
            def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                kwargs = kwargs or {}
                drawn = _drawn(module, func, args, kwargs)
                if drawn is None or drawn.initial_seed() != source._ambient_seed:
                    return func(*args, **kwargs)
                return source.draw(str(func), lambda: func(*args, **kwargs), drawn)

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


def _drawn(torch: Any, func: Any, args: Any, kwargs: Any) -> Any:
    """The default generator from which an operation draws; None if it does not, or from one it was given."""
    if torch.Tag.nondeterministic_seeded not in func.tags:
        return None
    default = _default(torch, args, kwargs)
    given = kwargs.get("generator") or next((a for a in args if isinstance(a, torch.Generator)), None)
    # An operation gets another wrapper of the generator that the caller gave.
    return default if given is None or given._cdata == default._cdata else None


def _default(torch: Any, args: Any, kwargs: Any) -> Any:
    """The default generator of the device on which an operation runs."""
    on_gpus = _on_gpus(torch)
    if on_gpus:
        tensor = next((a for a in args if isinstance(a, torch.Tensor)), None)
        device = torch.device(kwargs.get("device") or (tensor.device if tensor is not None else "cpu"))
        if device.type == "cuda":
            return on_gpus[torch.cuda.current_device() if device.index is None else device.index]
    return torch.default_generator


def _on_gpus(torch: Any) -> Any:
    """The default generators of the GPUs; none as long as the program has not initialised CUDA."""
    return torch.cuda.default_generators if torch.cuda.is_initialized() else ()
