import random

from scratch import seeded


def signal(n=30):
    with seeded(4):
        noise = [random.gauss(0, 1) for _ in range(n)]
    return [i * 0.1 + e for i, e in enumerate(noise)]


def folds(n=30):
    with seeded(5):
        order = list(range(n))
        random.shuffle(order)
    return order[: n // 3], order[n // 3 :]
