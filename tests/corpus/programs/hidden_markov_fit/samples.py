import numpy as np


def draw():
    rng = np.random.RandomState(8)
    return np.concatenate([rng.normal(0, 1, 80), rng.normal(5, 0.5, 40)])
