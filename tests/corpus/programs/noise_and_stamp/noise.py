import numpy as np


def jitter(values):
    return values + np.random.normal(scale=0.01, size=len(values))
