"""Groups of firms, and a map that places them for the dashboard."""
import networkx as nx
import numpy as np

from network import SupplyNetwork, purchase_orders


def communities(g, seed=17):
    found = nx.community.louvain_communities(g, weight="weight", seed=seed, resolution=1.3)
    return [sorted(c) for c in found]


def ordered(g):
    """The same graph with its nodes and edges by name."""
    out = nx.Graph()
    out.add_nodes_from(sorted(g))
    out.add_weighted_edges_from(sorted((*sorted((u, v)), w) for u, v, w in g.edges(data="weight")))
    return out


def place(g, iterations=30):
    """Coordinates by name, centred, for the dashboard."""
    layout = nx.spring_layout(g, weight="weight", iterations=iterations)
    xy = np.array([layout[name] for name in sorted(layout)])
    return xy - xy.mean(axis=0)


def build_map():
    network = SupplyNetwork(purchase_orders())
    g = network.graph()
    rank = nx.pagerank(g, weight="weight")
    groups = communities(g)
    return {
        "groups": groups,
        "nodes": list(g.nodes),
        "xy": place(ordered(g)),
        "top": sorted((round(v, 6), k) for k, v in rank.items())[-3:],
        "busiest": network.busiest(),
    }
