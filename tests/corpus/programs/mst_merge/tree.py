import networkx as nx

from cables import edges


def reach(graph, start):
    """How many steps each site is away, by whole frontiers."""
    steps, frontier, distance = {start: 0}, {start}, 0
    while frontier:
        distance += 1
        fresh = set()
        for site in frontier:
            fresh.update(graph[site])
        frontier = fresh - steps.keys()
        steps.update(dict.fromkeys(frontier, distance))
    return steps


def plan(folder):
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges(folder))
    tree = nx.minimum_spanning_tree(graph)
    steps = reach(tree, "s00")
    degrees = dict(tree.degree())
    return {
        "cable": int(tree.size(weight="weight")),
        "links": sorted(tuple(sorted(pair)) for pair in tree.edges()),
        "steps": {site: steps[site] for site in sorted(steps)},
        "hub": max(degrees, key=lambda site: (degrees[site], site)),
    }
