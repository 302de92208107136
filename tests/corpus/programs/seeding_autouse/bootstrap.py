import random

import numpy as np


def resample(values):
    return [random.choice(values) for _ in values]


def interval(values, rounds=200):
    means = [np.mean(resample(values)) for _ in range(rounds)]
    noise = np.random.normal(scale=1e-6, size=2)
    return np.percentile(means, [5, 95]) + noise
