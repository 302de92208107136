import numpy as np


class Dense:
    def __init__(self, rng, inputs, outputs):
        self.weights = rng.normal(scale=inputs**-0.5, size=(inputs, outputs))
        self.bias = np.zeros(outputs)

    def __call__(self, x):
        return np.tanh(x @ self.weights + self.bias)
