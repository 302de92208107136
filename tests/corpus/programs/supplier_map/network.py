"""Who supplies whom, out of purchase orders."""
from collections import Counter

import networkx as nx
import numpy as np

FIRMS = ["acme", "bolt", "coil", "drum", "edge", "fuse", "gear", "hinge", "iron", "joint", "knob", "lever"]


def purchase_orders(n=160, seed=3):
    rng = np.random.default_rng(seed)
    orders = []
    for _ in range(n):
        group = rng.integers(3)
        a, b = rng.choice(4, size=2, replace=False) + 4 * group
        if rng.random() < 0.15:
            b = rng.integers(len(FIRMS))
        if a != b:
            orders.append((FIRMS[a], FIRMS[b], float(rng.integers(1, 50))))
    return orders


class SupplyNetwork:
    def __init__(self, orders):
        self.volume = Counter()
        self.pairs = set()
        for buyer, seller, amount in orders:
            pair = tuple(sorted((buyer, seller)))
            self.pairs.add(pair)
            self.volume[pair] += amount

    def busiest(self, k=5):
        """The k largest trades; the pairs decide ties."""
        return sorted(self.pairs, key=lambda p: (-self.volume[p], p))[:k]

    def graph(self):
        g = nx.Graph()
        g.add_edges_from(self.pairs)
        for pair in self.pairs:
            g.edges[pair]["weight"] = self.volume[pair]
        return g
