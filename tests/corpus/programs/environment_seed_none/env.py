import numpy as np


class Bandit:
    def __init__(self, arms=5, seed=None):
        self.rng = np.random.default_rng(seed)
        self.means = self.rng.normal(size=arms)

    def pull(self, arm):
        return self.rng.normal(self.means[arm])
