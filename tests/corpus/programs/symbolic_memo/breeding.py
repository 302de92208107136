import logging
import random

import numpy as np
from expression import BINARY, UNARY, Node, evaluate, nodes, shared, size, text

log = logging.getLogger("breeding")


def grow(rng, depth, features=2):
    if depth == 0 or rng.random() < 0.2:
        if rng.random() < 0.7:
            return Node("x", value=rng.randrange(features))
        return Node("const", value=rng.uniform(-2, 2))
    if rng.random() < 0.3:
        return Node(rng.choice(sorted(UNARY)), grow(rng, depth - 1))
    return Node(rng.choice(sorted(BINARY)), grow(rng, depth - 1), grow(rng, depth - 1))


def graft(root, at, scion):
    """A copy of the way down to `at`, with everything else shared."""
    if root is at:
        return scion
    fresh = [graft(one, at, scion) for one in root.inputs]
    if all(a is b for a, b in zip(fresh, root.inputs)):
        return root
    return Node(root.op, *fresh, value=root.value)


def target(x):
    return x[:, 0] * np.sin(x[:, 1]) + 0.5 * x[:, 1]


def fitness(root, x, y, parsimony=0.002):
    return float(np.square(evaluate(root, x) - y).mean()) + parsimony * size(root)


def evolve(generations=12, population=40, seed=19):
    rng = random.Random(seed)
    x = np.random.default_rng(seed).uniform(-2, 2, size=(128, 2))
    y = target(x)
    pool = [grow(rng, 3) for _ in range(population)]
    best = []
    for _ in range(generations):
        scores = {root: fitness(root, x, y) for root in pool}
        alive = set(sorted(scores, key=scores.get)[: population // 3])
        parents = [root for root in scores if root in alive]
        log.debug("alive: %s", alive)
        best.append(min(scores.values()))
        pool = list(parents)
        while len(pool) < population:
            a, b = rng.choice(parents), rng.choice(parents)
            child = graft(a, rng.choice(nodes(a)), rng.choice(nodes(b)))
            pool.append(child if size(child) < 30 else grow(rng, 2))
    winner = min(pool, key=lambda root: fitness(root, x, y))
    return {
        "best": best,
        "formula": text(winner),
        "kinship": [shared(winner, root) for root in pool],
        "fit": evaluate(winner, x),
    }
