import numpy as np


def measure(n=60, seed=5):
    """Concentrations and initial rates: a competitive inhibitor, 2 % noise."""
    rng = np.random.default_rng(seed)
    s = rng.uniform(0.2, 9.0, n)
    i = rng.choice([0.0, 0.5, 2.0], n)
    p = rng.uniform(0.0, 0.4, n)
    v = 3.1 * s / (1.4 * (1 + i / 0.8) + s)
    return {"S": s, "I": i, "P": p}, v * (1 + 0.02 * rng.standard_normal(n))


def grid():
    s, i = np.meshgrid(np.linspace(0.1, 9, 12), [0.0, 1.0])
    return {"S": s.ravel(), "I": i.ravel(), "P": np.zeros(s.size)}
