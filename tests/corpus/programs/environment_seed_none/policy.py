import numpy as np
from env import Bandit


def play(bandit, rounds, rng):
    totals, counts = np.zeros(5), np.ones(5)
    for _ in range(rounds):
        arm = rng.integers(5) if rng.random() < 0.2 else (totals / counts).argmax()
        totals[arm] += bandit.pull(arm)
        counts[arm] += 1
    return totals / counts


def train():
    return play(Bandit(), 60, np.random.default_rng(0)), play(Bandit(seed=5), 60, np.random.default_rng(1))
