"""Online word vectors (Hebbian), order of documents matters."""
import numpy as np

from crawl import corpus


def vocabulary(texts: list[str]) -> dict[str, int]:
    seen: set[str] = set()
    for text in texts:
        seen |= set(text.split())
    return {word: i for i, word in enumerate(seen)}


def vectors(width: int = 4, rate: float = 0.2) -> dict:
    texts = corpus()
    index = vocabulary(texts)
    table = np.random.default_rng(0).normal(size=(len(index), width))
    for text in texts:
        ids = np.array(sorted({index[w] for w in text.split()}))
        centre = table[ids].mean(0)
        table[ids] += rate * (centre - table[ids])
    order = sorted(index)
    return {"words": order, "vectors": np.array([table[index[w]] for w in order])}
