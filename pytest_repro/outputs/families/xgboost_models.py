"""Boosters of XGBoost: trees, weights and what the objective learned, by the names of its JSON format."""

from __future__ import annotations

import json
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    model = json.loads(bytes(value.save_raw("json")))["learner"]
    return Branch(type_name(type(value)), ((f".{name}", part) for name, part in model.items()))


FAMILY = Family(types=("xgboost.core.Booster",), expand=expand)
