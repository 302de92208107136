"""A quasi-random search over ridge settings."""
from __future__ import annotations

import numpy as np
from scipy.stats import qmc

from tracking import Run


class Sampler:
    def __init__(self, run: Run, dims: int = 2, seed: int = 0):
        self.engine = qmc.Halton(dims, seed=seed)
        self.engine.fast_forward(1 + run.shard * 8)

    def take(self, n: int) -> list[dict]:
        unit = self.engine.random(n)
        scaled = qmc.scale(unit, [-4, 0.1], [2, 3.0])
        return [{"alpha": float(10**a), "gamma": float(g)} for a, g in scaled]
