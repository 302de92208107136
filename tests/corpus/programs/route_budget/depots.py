"""Stops of a delivery van and the distances between them."""
import numpy as np
from scipy.spatial.distance import cdist


def stops(n=90, seed=31):
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 100, (6, 2))
    return centres[rng.integers(0, 6, n)] + rng.normal(0, 6, (n, 2))


def distances(points):
    return cdist(points, points)


def greedy(table):
    """Nearest neighbour from stop 0."""
    tour, left = [0], set(range(1, len(table)))
    while left:
        here = tour[-1]
        near = min(left, key=lambda k: (table[here, k], k))
        tour.append(near)
        left.remove(near)
    return tour


def length(tour, table):
    return float(table[tour, np.roll(tour, -1)].sum())
