"""Boosters of LightGBM: trees and features, by the names of its text format; settings are no results."""

from __future__ import annotations

import re
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTHS = "tree_sizes"
"""How many letters each tree takes in the text."""


def expand(value: Any) -> Node:
    return Branch(type_name(type(value)), _parts(value.model_to_string(num_iteration=-1)))


def _parts(text: str) -> Iterator[tuple[str, object]]:
    model, _, rest = text.partition("\nend of trees")
    head, *trees = re.split(r"^Tree=\d+$", model, flags=re.MULTILINE)
    for name, said in _fields(head).items():
        if name != _LENGTHS:
            yield f".{name}", said
    for number, tree in enumerate(trees):
        yield f".trees[{number}]", {name: _numbers(said) for name, said in _fields(tree).items()}
    yield ".pandas_categorical", rest.rpartition("\npandas_categorical:")[2].strip()


def _fields(lines: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines.splitlines() if "=" in line)
    return {name: said for name, _, said in pairs}


def _numbers(said: str) -> list[float] | str:
    try:
        return [float(number) for number in said.split(" ")]
    except ValueError:
        return said


FAMILY = Family(types=("lightgbm.basic.Booster",), expand=expand)
