import numpy as np


class Encoder:
    width = 6
    table = np.random.normal(size=(10, width))
    names = {"a", "b", "c"}

    def __init__(self):
        self.bias = np.random.normal(size=self.width)

    def __call__(self, ids):
        return self.table[ids].mean(0) + self.bias
