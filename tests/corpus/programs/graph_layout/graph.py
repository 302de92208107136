import networkx as nx


def collaboration():
    graph = nx.Graph()
    graph.add_edges_from((i, (i * 3 + 1) % 15) for i in range(15))
    graph.add_edges_from((i, (i + 1) % 15) for i in range(15))
    return graph
