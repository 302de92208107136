import numpy as np


def rolling_mean(values, width):
    out = np.empty(len(values) - width + 1)
    for i in range(len(out)):
        out[i] = values[i : i + width].mean()
    return out


def stack(rows):
    table = np.empty((len(rows), len(rows[0])))
    for i, row in enumerate(rows):
        table[i] = row
    return table
