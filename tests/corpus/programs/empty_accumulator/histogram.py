import numpy as np


def histogram(values, bins):
    counts = np.empty(bins)
    for value in values:
        counts[int(value * bins)] += 1
    return counts
