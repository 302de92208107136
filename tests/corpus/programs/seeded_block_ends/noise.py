import numpy as np
from seeding import seeded


def inside(n):
    with seeded(3):
        return np.random.normal(size=n)


def outside(n):
    with seeded(4):
        scale = np.random.uniform()
    return scale * np.random.normal(size=n)
