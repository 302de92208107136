import zlib

import numpy as np


def shingles(text, width=3):
    return {zlib.crc32(text[i : i + width].encode()) for i in range(len(text) - width + 1)}


class MinHash:
    PRIME = (1 << 31) - 1

    def __init__(self, rows, seed):
        rng = np.random.RandomState(seed)
        self.a = rng.randint(1, self.PRIME, size=rows).astype(object)
        self.b = rng.randint(0, self.PRIME, size=rows).astype(object)
        self._memo = {}

    def __call__(self, text):
        key = id(text)
        if key not in self._memo:
            grams = shingles(text)
            rows = [min((int(a) * gram + int(b)) % self.PRIME for gram in grams) for a, b in zip(self.a, self.b)]
            self._memo[key] = (text, tuple(rows))
        return self._memo[key][1]
