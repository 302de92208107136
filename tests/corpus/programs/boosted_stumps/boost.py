import numpy as np
from stump import Stump


class Boosting:
    def __init__(self, rounds=6, subsample=0.6, rng=None):
        self.rounds = rounds
        self.subsample = subsample
        self.rng = rng or np.random

    def fit(self, x, y):
        self.stumps, current = [], np.zeros(len(y))
        for _ in range(self.rounds):
            rows = self.rng.choice(len(y), int(self.subsample * len(y)), replace=False)
            stump = Stump().fit(x[rows], (y - current)[rows])
            current = current + 0.3 * stump.predict(x)
            self.stumps.append(stump.rule)
        self.fitted = current
        return self
