"""Agents of stable-baselines3: the weights of their policies and the state of their optimizers."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    parameters = value.get_parameters()
    return Branch(type_name(type(value)), ((f"[{name!r}]", part) for name, part in parameters.items()))


FAMILY = Family(types=("stable_baselines3.common.base_class.BaseAlgorithm",), expand=expand)
