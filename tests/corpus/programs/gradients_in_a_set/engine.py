import math


class Value:
    def __init__(self, data, parents=(), grads=()):
        self.data = data
        self.grad = 0.0
        self.parents = set(parents)
        self.grads = dict(zip(parents, grads))

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t * t,))


def backward(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    root.grad = 1.0
    for node in reversed(order):
        for parent, local in node.grads.items():
            parent.grad += local * node.grad
    return [n.data for n in order]
