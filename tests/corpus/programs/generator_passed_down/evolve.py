import numpy as np
from layers import Dense


def evolve(rng, generations=15):
    best = [Dense(rng, 3, 6), Dense(rng, 6, 1)]
    x = rng.normal(size=(40, 3))
    y = np.sign(x[:, :1])
    score = loss(best, x, y)
    for _ in range(generations):
        child = [Dense(rng, 3, 6), Dense(rng, 6, 1)]
        if (s := loss(child, x, y)) < score:
            best, score = child, s
    return best, score


def loss(net, x, y):
    for layer in net:
        x = layer(x)
    return float(((x - y) ** 2).mean())
