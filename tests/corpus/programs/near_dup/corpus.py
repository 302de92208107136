"""Walks a folder of documents, normalises them and drops near-duplicates with MinHash."""
import hashlib
import logging
import os
import unicodedata
from functools import lru_cache

import numpy as np

log = logging.getLogger(__name__)
MASK = (1 << 61) - 1


def documents(root):
    """(relative path, text) of every document; one folder after the other."""
    for folder, subdirs, files in os.walk(root):
        subdirs.sort()
        for name in sorted(files):
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as f:
                yield os.path.relpath(path, root), f.read()


def newest(root):
    """The most recent modification, for the log."""
    return max(e.stat().st_mtime for e in os.scandir(root))


def shingles(text, k=3):
    words = unicodedata.normalize("NFKC", text).casefold().split()
    return {" ".join(words[i : i + k]) for i in range(max(1, len(words) - k + 1))}


@lru_cache(maxsize=None)
def stable_hash(s):
    return int.from_bytes(hashlib.blake2b(s.encode(), digest_size=8).digest(), "big") & MASK


class MinHash:
    def __init__(self, n=32, seed=13):
        rng = np.random.default_rng(seed)
        self.a = [int(v) | 1 for v in rng.integers(1, 2**60, size=n)]
        self.b = [int(v) for v in rng.integers(0, 2**60, size=n)]
        self._memo = {}

    def signature(self, grams):
        key = id(grams)
        if key not in self._memo:
            values = [stable_hash(g) for g in grams]
            sig = np.array([min((a * v + b) % MASK for v in values) for a, b in zip(self.a, self.b)])
            self._memo[key] = (grams, sig)
        return self._memo[key][1]

    def similarity(self, one, other):
        return float(np.mean(self.signature(one) == self.signature(other)))
