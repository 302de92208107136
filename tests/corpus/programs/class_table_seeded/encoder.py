import numpy as np


class Encoder:
    width = 6
    table = np.random.RandomState(3).normal(size=(10, width))
    pieces = {"a", "b", "c", "d"}

    def __init__(self, seed):
        self.bias = np.random.default_rng(seed).normal(size=self.width)

    def __call__(self, ids):
        return self.table[ids].mean(0) + self.bias * len(self.pieces)
