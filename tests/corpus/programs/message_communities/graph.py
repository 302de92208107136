import networkx as nx
import numpy as np


def build(frame, people=48):
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    totals = frame.groupby(["sender", "receiver"], sort=True)["weight"].sum()
    for (sender, receiver), weight in totals.items():
        known = graph.get_edge_data(sender, receiver, {"weight": 0.0})["weight"]
        graph.add_edge(sender, receiver, weight=known + weight)
    return graph


def communities(graph):
    found = nx.community.louvain_communities(graph, weight="weight")
    return sorted((sorted(part) for part in found), key=lambda part: (-len(part), part))


def features(graph):
    parts = communities(graph)
    table = np.zeros((len(graph), 6))
    for number, part in enumerate(parts):
        table[part, min(number, 3)] = 1
    table[:, 4] = [degree for _, degree in graph.degree(weight="weight")]
    table[:, 5] = [value for _, value in sorted(nx.clustering(graph).items())]
    return table
