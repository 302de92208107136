import logging
from datetime import datetime

import numpy as np
from events import load
from features import context, recency

log = logging.getLogger("als")


def interactions(events, users, items):
    matrix = np.zeros((users, items))
    np.add.at(matrix, ([e.user for e in events], [e.item for e in events]), recency(events))
    return matrix / matrix.max(axis=1, keepdims=True)


def solve(fixed, target, weight=0.1):
    gram = fixed.T @ fixed + weight * np.eye(fixed.shape[1])
    return np.linalg.solve(gram, fixed.T @ target).T


def factorise(matrix, rank=6, sweeps=8, seed=0):
    rng = np.random.default_rng(seed)
    items = rng.normal(scale=0.1, size=(matrix.shape[1], rank))
    for sweep in range(sweeps):
        users = solve(items, matrix.T)
        items = solve(users, matrix)
        log.debug("%s sweep %d", datetime.now(), sweep)
    return users, items


def popularity_by_daypart(events, items):
    table = np.zeros((4, items), dtype=int)
    for event, (part, _) in zip(events, context(events)):
        table[int(part), event.item] += 1
    return table


def recommend(users=40, items=60, top=5):
    events = load(users, items)
    p, q = factorise(interactions(events, users, items))
    prior = popularity_by_daypart(events, items)
    evening = prior[3] / prior.sum(axis=0).clip(min=1)
    scores = p @ q.T
    return {
        "scores": scores,
        "evening": evening,
        "top": np.argsort(-(scores + 0.05 * evening), axis=1, kind="stable")[:, :top],
    }
