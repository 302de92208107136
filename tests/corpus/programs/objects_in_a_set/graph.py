class Node:
    def __init__(self, name):
        self.name = name
        self.next = []


def build():
    nodes = [Node(str(i)) for i in range(8)]
    for i, node in enumerate(nodes):
        node.next = [nodes[(i * 3 + 1) % 8], nodes[(i + 2) % 8]]
    return nodes
