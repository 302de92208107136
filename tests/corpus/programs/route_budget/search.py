import math
import random

from depots import distances, greedy, length, stops
from timing import Deadline, stopwatch


class Annealer:
    """Two-opt moves; stops at the deadline or when nothing improved for long."""

    def __init__(self, table, seed=0, patience=10**9):
        self.table = table
        self.rng = random.Random(seed)
        self.patience = patience

    def gain(self, tour, i, j):
        a, b = tour[i - 1], tour[i]
        c, d = tour[j], tour[(j + 1) % len(tour)]
        t = self.table
        return t[a, b] + t[c, d] - t[a, c] - t[b, d]

    def run(self, tour, deadline, heat=6.0):
        tour, idle, moves = list(tour), 0, 0
        while deadline and idle < self.patience:
            moves += 1
            heat *= 0.9995
            i, j = sorted(self.rng.sample(range(1, len(tour)), 2))
            won = self.gain(tour, i, j)
            if won > 0 or self.rng.random() < math.exp(won / max(heat, 1e-3)):
                tour[i : j + 1] = reversed(tour[i : j + 1])
                idle = 0
            else:
                idle += 1
        return tour, moves


def plan(budget=0.3):
    table = distances(stops())
    first, log = greedy(table), []
    with stopwatch("annealing", log):
        tour, moves = Annealer(table).run(first, Deadline(budget).start())
    print(*log, f"{moves} moves")
    return {"greedy": length(first, table), "tour": tour, "length": length(tour, table)}
