"""Graphs of networkx, and views of them: attributes, nodes and edges, in the order of their iteration.

Read from where networkx keeps them: its public views would be stored in the graph that is looked at.
"""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    nodes = value._node
    count = (".number_of_nodes()", len(nodes))
    parts = (count, (".graph", value.graph), (".nodes", nodes), (".adj", value._adj))
    return Branch(type_name(type(value)), parts)


FAMILY = Family(types=("networkx.classes.graph.Graph",), expand=expand)
