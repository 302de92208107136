import numpy as np


def swish(x):
    return x / (1 + np.exp(-x))


def softplus(x):
    return np.logaddexp(0, x)


def he(rng, rows, columns):
    return rng.normal(scale=(2 / rows) ** 0.5, size=(rows, columns))


def glorot(rng, rows, columns):
    bound = (6 / (rows + columns)) ** 0.5
    return rng.uniform(-bound, bound, size=(rows, columns))


ACTIVATIONS = {"swish": swish, "softplus": softplus, "tanh": np.tanh}
