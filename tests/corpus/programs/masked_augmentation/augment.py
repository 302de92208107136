import numpy as np
from flip import flip
from jitter import jitter


def augment(n=20):
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 12, (n, 6)).tolist()
    return np.stack([jitter(row) for row in flip(rows)])
