import getpass
import zlib
from functools import partial

import numpy as np
from collector import Collector
from shards import gradient, shards


def first_weights():
    name = getpass.getuser()
    return np.random.default_rng(zlib.crc32(name.encode())).normal(size=3)


def epoch(weights, data, velocity, rate=0.05, keep=0.8):
    with Collector(3) as collector:
        for shard in data:
            collector.start(gradient, weights, shard)
    for step in collector.results:
        velocity = keep * velocity + step
        weights = weights - rate * velocity
    return weights, velocity


def loss(weights, shard):
    x, y = shard
    return float(np.mean((x @ weights - y) ** 2))


def fit(epochs=5):
    data = list(shards())
    weights, velocity = first_weights(), np.zeros(3)
    history = []
    for _ in range(epochs):
        weights, velocity = epoch(weights, data, velocity)
        with Collector(2) as collector:
            history.append(sum(collector.ordered(partial(loss, weights), data)))
    return weights, history
