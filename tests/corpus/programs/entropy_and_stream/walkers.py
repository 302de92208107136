import numpy as np


def steps(n):
    return np.random.default_rng().choice([-1, 1], size=n)
