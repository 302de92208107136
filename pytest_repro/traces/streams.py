"""Fingerprints of the global random streams, noted whenever they have moved since the last boundary.

They catch a stream that one draw more or less has shifted, before any number that comes out of it is used.
"""

from __future__ import annotations

import random
import sys
from array import array
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.traces.digest import memory_of
from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from pytest_repro.traces.recorder import Recorder


class Streams:
    """Looks at the states; never draws."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._last: dict[str, bytes] = {}

    def note(self, file: str, line: int, function: str, frame: int) -> None:
        """At a call or return of a function of the user's: which streams have moved."""
        for name, digest in self._states():
            if self._last.get(name) != digest:
                before = self._last.get(name, b"")
                self._last[name] = digest
                key = Key("stream", file, line, function, name)
                number = self._recorder.number(key, key)
                self._recorder.add(number, frame, before or bytes(16), digest)

    def _states(self) -> list[tuple[str, bytes]]:
        _, words, half = random.getstate()
        hasher = xxhash.xxh3_128(array("L", words).tobytes())
        hasher.update(repr(half).encode())
        states = [("python-random", bytes(hasher.digest()))]
        numpy: Any = sys.modules.get("numpy.random")
        if hasattr(numpy, "mtrand"):
            _, key, position, *gauss = numpy.mtrand._rand.get_state()
            hasher = xxhash.xxh3_128(key.data if key.flags.c_contiguous else key.tobytes())
            hasher.update(repr((position, gauss)).encode())
            states.append(("numpy-random", bytes(hasher.digest())))
        torch: Any = sys.modules.get("torch")
        if hasattr(torch, "default_generator"):
            state = memory_of(torch.default_generator.get_state())
            states.append(("torch-random", bytes(xxhash.xxh3_128_digest(state))))
        return states
