"""Kernel ridge regression on a synthetic curve, and the search."""
import logging

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from search_space import Sampler
from tracking import Run

log = logging.getLogger("search")


def kernel(a, b, gamma):
    return np.exp(-gamma * (a[:, None] - b[None]) ** 2)


def evaluate(alpha: float, gamma: float) -> float:
    rng = np.random.default_rng(8)
    x = np.sort(rng.uniform(-3, 3, 60))
    y = np.sin(2 * x) + 0.2 * rng.normal(size=60)
    train, valid = np.arange(60) % 3 > 0, np.arange(60) % 3 == 0
    factor = cho_factor(kernel(x[train], x[train], gamma) + alpha * np.eye(train.sum()))
    weights = cho_solve(factor, y[train])
    return float(np.mean((kernel(x[valid], x[train], gamma) @ weights - y[valid]) ** 2))


def search(n: int = 12) -> dict:
    run = Run("ridge-curve")
    log.warning(run.banner())
    trials = Sampler(run).take(n)
    losses = np.array([evaluate(**t) for t in trials])
    return {"losses": losses, "best": trials[int(losses.argmin())], "project": run.project}
