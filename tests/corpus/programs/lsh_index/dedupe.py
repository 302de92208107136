import random

from bands import BandIndex
from signatures import MinHash, shingles

WORDS = "the quick brown fox jumps over a lazy dog while seven wizards quietly watch".split()


def texts(count, seed):
    rng = random.Random(seed)
    originals = [" ".join(rng.choices(WORDS, k=14)) for _ in range(count)]
    for text in list(originals[: count // 2]):
        words = text.split()
        words[rng.randrange(len(words))] = rng.choice(WORDS)
        originals.append(" ".join(words))
    return originals


def jaccard(left, right):
    left, right = shingles(left), shingles(right)
    return len(left & right) / len(left | right)


def run(count=40):
    documents = texts(count, seed=6)
    minhash, index = MinHash(rows=24, seed=7), BandIndex(bands=8)
    for number, text in enumerate(documents):
        index.add(number, minhash(text))
    kept, pairs = {}, []
    for a, b in index.candidates():
        pairs.append((a, b))
        kept[b] = a
    similar = [jaccard(documents[a], documents[b]) for a, b in pairs]
    return {"pairs": pairs, "kept": kept, "mean": sum(similar) / len(similar)}
