from collections import defaultdict, deque

FRIENDS = """ann-bea ann-cid bea-cid cid-dora dora-emil emil-fay fay-gus gus-dora bea-hal
hal-ida ida-jon jon-hal jon-fay kim-ann kim-ida""".split()
CLUB = {"ann", "bea", "cid", "kim", "hal", "ida"}


class Graph:
    def __init__(self, edges):
        self.near = defaultdict(set)
        for a, b in (edge.split("-") for edge in edges):
            self.near[a].add(b)
            self.near[b].add(a)
        self.names = sorted(self.near)

    def degrees(self):
        return {name: len(self.near[name]) for name in self.names}

    def distances(self, start):
        """Steps from a node to each other one."""
        found, queue = {start: 0}, deque([start])
        while queue:
            name = queue.popleft()
            for other in self.near[name]:
                if other not in found:
                    found[other] = found[name] + 1
                    queue.append(other)
        return [found[name] for name in self.names]


def graph():
    return Graph(set(FRIENDS))
