import numpy as np
from ratings import RATINGS
from sampler import negatives


def fit(epochs=3, size=4):
    rng = np.random.default_rng(0)
    users, items = rng.normal(size=(12, size)), rng.normal(size=(23, size))
    for _ in range(epochs):
        for user, item in RATINGS:
            for other, target in [(item, 1.0), *((n, 0.0) for n in negatives(user, 2))]:
                error = target - users[user] @ items[other]
                users[user] += 0.05 * error * items[other]
                items[other] += 0.05 * error * users[user]
    return users, items
