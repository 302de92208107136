import numpy as np


def bootstrap(values, seed):
    rng = np.random.default_rng(seed)
    return float(rng.choice(values, len(values)).mean())
