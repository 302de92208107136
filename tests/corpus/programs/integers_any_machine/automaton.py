import numpy as np


def step(cells, rule):
    left, right = np.roll(cells, 1), np.roll(cells, -1)
    return (rule >> (4 * left + 2 * cells + right)) & 1
