import functools
import logging
import time

import numpy as np

from corpus import documents, embed, judgements, stable_vector
from metrics import average_precision, coverage, macro, ndcg, unseen_mean

log = logging.getLogger(__name__)


def timed(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        began = time.time()
        try:
            return fn(*args, **kwargs)
        finally:
            log.info("%s %s: %.4f s", id(fn), fn.__name__, time.time() - began)

    return inner


class DenseIndex:
    def __init__(self, docs):
        self.names = list(docs)
        self.matrix = np.stack([embed(docs[name]) for name in self.names])

    @timed
    def search(self, query, k=12):
        scores = np.round(self.matrix @ stable_vector(query), 9)
        order = sorted(range(len(self.names)), key=lambda i: (-scores[i], self.names[i]))
        return [self.names[i] for i in order[:k]]


def benchmark():
    docs = documents()
    relevant = judgements(docs)
    index = DenseIndex(docs)
    runs = {q: index.search(q) for q in relevant}
    ap = {average_precision(runs[q], relevant[q]) for q in runs}
    return {
        "map_distinct": macro(list(ap)),
        "ndcg": {q: ndcg(runs[q], relevant[q]) for q in runs},
        "coverage": coverage(runs, relevant),
        "missed": unseen_mean(runs, relevant),
        "top": {q: r[0] for q, r in runs.items()},
    }
