import numpy as np
from process import generator


def posterior(n=200):
    rng = generator()
    fixed = np.random.default_rng(3)
    draws = rng.beta(3, 5, size=n) + fixed.normal(scale=1e-3, size=n)
    return float(draws.mean()), float(draws.std())
