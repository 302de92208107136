"""Validation error of a small ridge on polynomial features."""

import numpy as np


def dataset():
    rng = np.random.default_rng(31)
    x = rng.uniform(-1, 1, size=80)
    return x, np.sin(3 * x) + rng.normal(scale=0.1, size=80)


def evaluate(params, budget):
    x, y = dataset()
    design = np.vander(x, params["degree"] + 1)
    train, val = slice(0, 10 * budget), slice(50, 80)
    gram = design[train].T @ design[train] + params["alpha"] * np.eye(design.shape[1])
    coef = np.linalg.solve(gram, design[train].T @ y[train])
    return float(np.mean((design[val] @ coef - y[val]) ** 2))


def sample(n, seed):
    rng = np.random.default_rng(seed)
    return [{"degree": int(rng.integers(1, 8)), "alpha": float(10 ** rng.uniform(-4, 0))} for _ in range(n)]
