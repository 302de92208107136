import zlib

import numpy as np
from crawl import crawl
from store import PageStore
from web import Web


def featurize(body, width=16):
    x = np.zeros(width)
    for word in body.split():
        x[zlib.crc32(word.encode()) % width] += 1
    return x


def run():
    web, store = Web(), PageStore()
    pages = crawl(web, store)
    rng = np.random.default_rng(0)
    dampers = rng.uniform(0.5, 1.5, size=pages + 1)
    weights, losses = {}, []
    for topic in store.topics():
        positive = store.positives(topic)
        rows = [(1, *row) for row in positive] + [(0, *row) for row in store.negatives(topic, len(positive))]
        w = np.zeros(16)
        for _ in range(5):
            for target, number, body in rows:
                x = featurize(body)
                p = 1 / (1 + np.exp(-(w @ x)))
                w += 0.1 * dampers[number] * (target - p) * x
        weights[topic] = w
        losses.append(float(np.mean([(t - 1 / (1 + np.exp(-(w @ featurize(b))))) ** 2 for t, _, b in rows])))
    return {"pages": pages, "losses": losses, "weights": weights}
