from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, order=True)
class Candidate:
    number: int
    rate: float
    decay: float
    seed: tuple


def candidates(n, seed):
    root = np.random.SeedSequence(seed)
    rng = np.random.default_rng(root)
    found = set()
    for number, child in enumerate(root.spawn(n)):
        rate, decay = 10 ** rng.uniform(-2.5, -0.3), rng.uniform(0.5, 1.0)
        found.add(Candidate(number, float(rate), float(decay), tuple(child.generate_state(2).tolist())))
    return found
