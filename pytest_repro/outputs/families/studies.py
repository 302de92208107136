"""Studies of Optuna: what each trial tried and got, without when and how long."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    told = ("number", "params", "values", "intermediate_values", "user_attrs")
    trials = [
        {"state": trial.state.name, **{name: getattr(trial, name) for name in told}}
        for trial in value.get_trials(deepcopy=False)
    ]
    return Branch(type_name(type(value)), ((".trials", trials),))


FAMILY = Family(types=("optuna.study.study.Study",), expand=expand)
