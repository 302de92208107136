import numpy as np


def job(k):
    x = np.random.default_rng(k).normal(size=2000 + 500 * (k % 3))
    return k, float(np.sort(x)[:50].sum())
