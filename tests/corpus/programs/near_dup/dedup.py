import logging
import uuid
from pathlib import Path

import numpy as np

from corpus import MinHash, documents, newest, shingles

log = logging.getLogger(__name__)
WORDS = "the model reads a page of notes and writes short answers about rivers birds maps and old trains".split()


def write_demo(root, n=18, seed=15):
    rng = np.random.default_rng(seed)
    base = []
    for i in range(n):
        if i % 3 == 2:
            words = list(base[int(rng.integers(len(base)))])
            words[int(rng.integers(len(words)))] = "edited"
        else:
            words = [WORDS[j] for j in rng.integers(len(WORDS), size=25)]
        base.append(words)
        folder = Path(root) / f"batch{i % 4}"
        folder.mkdir(parents=True, exist_ok=True)
        staged = folder / f".{uuid.uuid4().hex}"
        staged.write_text(" ".join(words).title() if i % 2 else " ".join(words), encoding="utf-8")
        staged.rename(folder / f"doc{i:02d}.txt")


def deduplicate(root, threshold=0.5):
    """Keeps the first of each family; returns what is kept and how rare its shingles are."""
    hasher = MinHash()
    kept, dropped, seen = [], {}, set()
    for name, text in documents(root):
        grams = shingles(text)
        twin = next((k for k, g in kept if hasher.similarity(grams, g) >= threshold), None)
        if twin is not None:
            dropped[name] = twin
            continue
        kept.append((name, grams))
    log.info("newest document: %s", newest(root))
    frequency = {}
    for _, grams in kept:
        for g in grams:
            frequency[g] = frequency.get(g, 0) + 1
            seen.add(g)
    rarity = {name: sum(frequency[g] == 1 for g in grams) for name, grams in kept}
    top = sorted(frequency, key=lambda g: (-frequency[g], g))[:5]
    signatures = np.stack([hasher.signature(g) for _, g in kept])
    return {"kept": [n for n, _ in kept], "dropped": dropped, "rarity": rarity, "top": top, "n": len(seen), "sig": signatures}
