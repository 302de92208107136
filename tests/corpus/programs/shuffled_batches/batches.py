import numpy as np


def training(x, y, size, epochs):
    order = np.arange(len(x))
    for _ in range(epochs):
        np.random.shuffle(order)
        for begin in range(0, len(x), size):
            rows = order[begin : begin + size]
            yield x[rows], y[rows]


def validation(x, y, size, seed):
    rng = np.random.RandomState(seed)
    order = rng.permutation(len(x))
    for begin in range(0, len(x), size):
        yield x[order[begin : begin + size]], y[order[begin : begin + size]]
