import itertools
import math
import random
import uuid


class Chain:
    def __init__(self, graph, seed):
        self.name = uuid.uuid4().hex
        self.graph = graph
        self.rng = random.Random(seed)

    def __iter__(self):
        here = self.graph.nodes[0]
        while True:
            there = self.rng.choice(self.graph.neighbours(here))
            gain = self.graph.energy(here) - self.graph.energy(there)
            if gain >= 0 or self.rng.random() < math.exp(gain):
                here = there
            yield here.number


def thinned(chain, burn, every, count):
    return list(itertools.islice(chain, burn, burn + every * count, every))
