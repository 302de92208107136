import logging

import numpy as np
from config import sweep

log = logging.getLogger("sweep")


class Cache:
    """Results by configuration, and by the very array they were computed from."""

    def __init__(self):
        self.results, self.hits, self.alive = {}, 0, []

    def get(self, config, data, compute):
        key = (config, config.init.__name__, id(data))
        if key in self.results:
            self.hits += 1
        else:
            self.alive.append(data)
            self.results[key] = compute()
        return self.results[key]


def rings(count=200, seed=3):
    rng = np.random.default_rng(seed)
    radius = np.where(np.arange(count) % 2, 1.0, 2.0) + 0.15 * rng.normal(size=count)
    angle = rng.uniform(0, 2 * np.pi, count)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle), np.ones(count)], axis=1)
    return x, np.arange(count) % 2


def train(config, x, y, epochs=150):
    rng = np.random.default_rng(config.fingerprint())
    first, second = config.init(rng, 3, config.hidden), config.init(rng, config.hidden, 1)
    for _ in range(epochs):
        hidden = config.function(x @ first)
        guess = 1 / (1 + np.exp(-(hidden @ second)[:, 0]))
        error = (guess - y)[:, None] / len(y)
        slope = (config.function(x @ first + 1e-5) - hidden) / 1e-5
        first -= config.rate * 20 * x.T @ (error @ second.T * slope)
        second -= config.rate * 20 * hidden.T @ error
    log.info("%r: %08x", config, config.fingerprint())
    return float(np.mean((guess > 0.5) == y)), second[:, 0].copy()


def run():
    (x, y), cache = rings(), Cache()
    found = [cache.get(config, x, lambda config=config: train(config, x, y)) for config in sweep()]
    return {"accuracy": [accuracy for accuracy, _ in found], "weights": [w for _, w in found], "hits": cache.hits}
