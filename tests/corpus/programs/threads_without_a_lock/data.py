import random


def rows(count=600, features=12, seed=3):
    rng = random.Random(seed)
    weights = [rng.gauss(0, 1) for _ in range(features)]
    for _ in range(count):
        x = {rng.randrange(features): rng.uniform(-1, 1) for _ in range(4)}
        yield x, sum(weights[i] * value for i, value in x.items()) + rng.gauss(0, 0.1)
