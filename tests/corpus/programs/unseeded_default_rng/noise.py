import numpy as np


class Noise:
    def __init__(self, scale):
        self.rng = np.random.default_rng()
        self.scale = scale

    def __call__(self, shape):
        return self.rng.normal(scale=self.scale, size=shape)
