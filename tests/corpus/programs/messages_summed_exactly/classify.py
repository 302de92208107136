import math

from graph import CLUB, graph
from layers import Mean, Peak


def features(g):
    degrees = g.degrees()
    return {name: [degrees[name] / 4, len(name) / 4, 1.0 if name < "e" else 0.0] for name in set(g.near)}


def classify(epochs=30, lr=0.3, seed=7):
    g = graph()
    h = features(g)
    for layer in (Mean(3, 5, seed), Peak(), Mean(5, 4, seed + 1)):
        h = layer(g, h)
    w, losses = [0.0] * 4, []
    for _ in range(epochs):
        slopes, total = [], []
        for name in set(h):
            p = 1 / (1 + math.exp(-math.fsum(a * b for a, b in zip(w, h[name]))))
            y = name in CLUB
            total.append(-math.log(p if y else 1 - p))
            slopes.append([(p - y) * x for x in h[name]])
        w = [a - lr * math.fsum(s[k] for s in slopes) / len(h) for k, a in enumerate(w)]
        losses.append(math.fsum(total))
    return {"weights": w, "losses": losses, "nodes": {n: h[n] for n in g.names}, "from ann": g.distances("ann")}
