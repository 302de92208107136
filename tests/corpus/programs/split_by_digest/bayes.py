import math
from functools import lru_cache

from digest import share

LINES = [(f"word{i % 7} term{i * i % 11} x{i % 3}", i % 2) for i in range(60)]


@lru_cache
def tokens(text):
    return tuple(text.split())


def fit():
    counts = {0: {}, 1: {}}
    for text, label in LINES:
        if share(text) < 0.8:
            for word in tokens(text):
                counts[label][word] = counts[label].get(word, 0) + 1
    words = counts[0].keys() | counts[1].keys()
    return {w: math.log((counts[1].get(w, 0) + 1) / (counts[0].get(w, 0) + 1)) for w in sorted(words)}
