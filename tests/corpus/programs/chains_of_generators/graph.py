import weakref


class Node:
    """A number and the numbers of its neighbours."""

    def __init__(self, number, near):
        self.number, self.near = number, near


class Graph:
    def __init__(self, size):
        self.nodes = [Node(i, {(i + 1) % size, (i * 3) % size, (i - 2) % size} - {i}) for i in range(size)]
        self.energies = weakref.WeakKeyDictionary()
        self.asked = set()

    def energy(self, node):
        self.asked.add(id(node))
        if node not in self.energies:
            self.energies[node] = sum(n * 0.1 for n in node.near)
        return self.energies[node]

    def neighbours(self, node):
        return [self.nodes[n] for n in node.near]
