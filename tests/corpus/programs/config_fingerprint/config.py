"""What one experiment is made of. Experiments that are alike share a cached result."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from layers import ACTIVATIONS, glorot, he


@dataclass(frozen=True)
class Config:
    hidden: int = 24
    rate: float = 0.05
    activation: str = "tanh"
    init: Callable = field(default=glorot, compare=False)

    @property
    def function(self):
        return ACTIVATIONS[self.activation]

    def fingerprint(self):
        return zlib.crc32(repr(self).encode())


def sweep():
    base = Config()
    for activation in ACTIVATIONS:
        yield replace(base, activation=activation)
    yield replace(base, activation="swish", init=he)
    yield replace(base, activation="swish", init=he)
