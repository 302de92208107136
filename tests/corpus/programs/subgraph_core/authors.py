import random

import networkx as nx

TOPICS = {"vision": 34, "speech": 27, "robots": 21, "theory": 16, "music": 9}


def coauthors(seed=3):
    """A graph of people who wrote together; the topics do not cite each other."""
    rng = random.Random(seed)
    graph = nx.Graph()
    for topic, size in TOPICS.items():
        names = [f"{topic}-{i:02d}" for i in range(size)]
        for left, right in zip(names, names[1:]):
            graph.add_edge(left, right, papers=rng.randint(1, 4))
        for _ in range(2 * size):
            left, right = rng.sample(names, 2)
            graph.add_edge(left, right, papers=rng.randint(1, 9))
    return graph
