import pytest_repro
from evaluate import CALLS, evaluate, order
from graph import Node


@pytest_repro.training_fixture
def graph():
    leaves = [Node(f"leaf{i}") for i in range(9)]
    middle = [Node(f"mid{i}", *leaves[i : i + 3]) for i in range(7)]
    top = Node("top", *middle)
    return {"value": evaluate(top), "order": order(top), "calls": sorted(CALLS.values())}


def test_graph(graph):
    assert graph["order"][-1] == "top"
