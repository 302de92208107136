import networkx as nx


def positions(graph):
    found = nx.spring_layout(graph, iterations=5)
    return [found[node] for node in sorted(graph)]


def walks(graph, seed):
    return nx.maximal_independent_set(graph, seed=seed)
