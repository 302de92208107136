"""Formulas as graphs of nodes that may be shared, compared by identity."""

import numpy as np

BINARY = {"add": np.add, "sub": np.subtract, "mul": np.multiply}
UNARY = {"sin": np.sin, "tanh": np.tanh}


class Node:
    __slots__ = ("op", "inputs", "value")

    def __init__(self, op, *inputs, value=None):
        self.op, self.inputs, self.value = op, inputs, value

    def apply(self, x, *args):
        if self.op == "x":
            return x[:, self.value]
        if self.op == "const":
            return np.full(len(x), self.value)
        return (BINARY.get(self.op) or UNARY[self.op])(*args)


def evaluate(root, x):
    """Each shared node once: what has been computed is kept under its address while the graph is alive."""
    memo = {}

    def visit(node):
        key = id(node)
        if key not in memo:
            memo[key] = node.apply(x, *map(visit, node.inputs))
        return memo[key]

    return visit(root)


def nodes(root):
    """Every node once, inputs first."""
    seen, out = set(), []

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for one in node.inputs:
            visit(one)
        out.append(node)

    visit(root)
    return out


def shared(a, b):
    return len({*nodes(a)} & {*nodes(b)})


def size(root):
    return len(set(nodes(root)))


def text(root):
    if root.op in ("x", "const"):
        return f"x{root.value}" if root.op == "x" else f"{root.value:.4g}"
    return f"{root.op}({', '.join(map(text, root.inputs))})"
