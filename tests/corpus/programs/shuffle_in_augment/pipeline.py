import numpy as np
from augment import mix


def train():
    np.random.seed(1)
    x = np.random.normal(size=(30, 2))
    weight = np.zeros(2)
    for row in mix(x.tolist()):
        row = np.asarray(row)
        weight += 0.1 * (row.sum() - row @ weight) * row
    return weight
