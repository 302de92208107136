"""Queries, judged documents and dense vectors for a small retrieval benchmark."""
import hashlib

import numpy as np

TOPICS = ["enzyme", "orbit", "glacier", "ledger", "violin"]


def stable_vector(text, dim=12):
    """A vector that depends on the text only (never on the salted hash)."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    rng = np.random.default_rng(int.from_bytes(digest, "big"))
    v = rng.normal(size=dim)
    return v / np.linalg.norm(v)


def documents():
    return {
        f"{topic}/{k}": {topic, f"note{k % 3}", "common" if k % 2 else "rare"}
        for topic in TOPICS
        for k in range(6)
    }


def embed(words):
    total = np.zeros(12)
    for word in sorted(words):
        total += stable_vector(word)
    return total / np.linalg.norm(total)


def judgements(docs):
    return {topic: {d for d, words in docs.items() if topic in words} for topic in TOPICS}
