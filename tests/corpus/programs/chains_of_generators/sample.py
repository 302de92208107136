from collections import Counter

from chain import Chain, thinned
from graph import Graph


def sampled(chains=3, count=80):
    graph = Graph(13)
    named = {}
    for seed in range(chains):
        chain = Chain(graph, seed)
        named[chain.name] = thinned(chain, 20, 3, count)
    counts = Counter()
    for visits in named.values():
        counts.update(visits)
    means = [sum(visits) / count for visits in named.values()]
    return {"counts": sorted(counts.items()), "means": means, "nodes": len(graph.asked)}
