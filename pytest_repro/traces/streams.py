"""Fingerprints of the global random streams, noted whenever they have moved since the last boundary.

They catch a stream that one draw more or less has shifted, before any number that comes out of it is used.
"""

from __future__ import annotations

import ctypes
import random
import sys
from array import array
from typing import TYPE_CHECKING, Any

from xxhash import xxh3_64_intdigest, xxh3_128_digest

from pytest_repro.traces.event import Key
from pytest_repro.traces.tensors import memory_of

if TYPE_CHECKING:
    from pytest_repro.traces.recorder import Recorder

_STATE = ctypes.c_uint32 * 625
"""The 624 words of a Mersenne twister, and the place in them."""


class Streams:
    """Looks at the states where they lie, and never draws: a copy would cost a hundred times as much."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._last: dict[str, bytes] = {}
        self._twister = _python_state()

    def note(self, file: str, line: int, function: str, frame: int) -> None:
        """At a call or return of a function of the user's: which streams have moved."""
        last = self._last
        for name, digest in self._states():
            before = last.get(name, b"")
            if before != digest:
                self._last[name] = digest
                key = Key("stream", file, line, function, name)
                number = self._recorder.number(key, key)
                self._recorder.add(number, frame, before or bytes(16), digest)

    def _states(self) -> list[tuple[str, bytes]]:
        states = [("python-random", self._python())]
        numpy: Any = sys.modules.get("numpy.random")
        if hasattr(numpy, "mtrand"):
            states.append(("numpy-random", _numpy(numpy.mtrand._rand)))
        torch: Any = sys.modules.get("torch")
        if hasattr(torch, "default_generator"):
            states.append(("torch-random", xxh3_128_digest(memory_of(torch.default_generator.get_state()))))
        return states

    def _python(self) -> bytes:
        spare = getattr(random._inst, "gauss_next", None)
        seed = 0 if spare is None else xxh3_64_intdigest(repr(spare).encode())
        if self._twister is not None and self._twister[0] is random._inst:
            return xxh3_128_digest(self._twister[1], seed)
        return xxh3_128_digest(array("L", random.getstate()[1]).tobytes(), seed)


def _python_state() -> tuple[random.Random, Any] | None:
    """The memory of the stream behind the functions of ``random``; None where it lies elsewhere."""
    stream: random.Random = random._inst
    if type(stream).__basicsize__ < object.__basicsize__ + ctypes.sizeof(_STATE):
        return None
    memory = _STATE.from_address(id(stream) + object.__basicsize__)
    words = stream.getstate()[1]
    return (stream, memory) if (*memory[1:], memory[0]) == words else None


def _numpy(stream: Any) -> bytes:
    """Without the second of a pair of normal deviates, kept for the next draw: where that comes, it shows."""
    generator = stream._bit_generator
    if type(generator).__name__ == "MT19937":
        return xxh3_128_digest(_STATE.from_address(generator.ctypes.state_address))
    return xxh3_128_digest(repr(stream.get_state(legacy=False)).encode())
