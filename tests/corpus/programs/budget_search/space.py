"""A search space of named distributions."""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Space:
    draws: dict[str, Callable[[], float]] = field(default_factory=dict)

    def log_uniform(self, name: str, low: float, high: float) -> "Space":
        a, b = math.log(low), math.log(high)
        self.draws[name] = lambda: math.exp(random.uniform(a, b))
        return self

    def choice(self, name: str, options) -> "Space":
        picker = random.Random(len(self.draws))
        self.draws[name] = lambda: picker.choice(options)
        return self

    def sample(self) -> dict[str, float]:
        return {name: draw() for name, draw in self.draws.items()}
