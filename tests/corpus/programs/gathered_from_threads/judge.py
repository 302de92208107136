import zlib

import numpy as np


def judge(text):
    rng = np.random.default_rng(zlib.crc32(text.encode()))
    return float(np.sort(rng.normal(size=20000 + 5000 * (len(text) % 3)))[:50].sum())
