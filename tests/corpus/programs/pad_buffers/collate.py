"""Ragged series into one block of memory, which is reserved and then filled."""

import numpy as np


def pad(series, value=0.0):
    longest = max(map(len, series))
    block = np.empty((len(series), longest))
    mask = np.empty(block.shape, dtype=bool)
    for row, one in enumerate(series):
        block[row, : len(one)] = one
        block[row, len(one) :] = value
        mask[row] = np.arange(longest) < len(one)
    return block, mask


class Ring:
    """The last values of each channel; what has not been pushed yet is never handed out."""

    def __init__(self, channels, size):
        self.data = np.empty((size, channels))
        self.size, self.pushed = size, 0

    def push(self, row):
        self.data[self.pushed % self.size] = row
        self.pushed += 1

    def mean(self):
        return self.data[: min(self.pushed, self.size)].mean(axis=0)


def masked_log(x, mask):
    return np.log1p(np.abs(x), out=np.zeros_like(x), where=mask)


def safe_ratio(a, b):
    out = np.empty_like(a)
    np.divide(a, b, out=out, where=b != 0)
    out[b == 0] = 0.0
    return out
