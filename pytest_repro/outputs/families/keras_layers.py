"""Models and layers of Keras, on any backend: their weights.

By position: the names of layers count on for as long as the process lasts.
"""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    return Branch(type_name(type(value)), ((".weights", value.get_weights()),))


FAMILY = Family(types=("keras.src.layers.layer.Layer",), expand=expand)
