"""Sets: members stand by name, so the order in which a set gives them never matters."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.keys import key_name
from pytest_repro.outputs.node import Branch, Node, Refusal, Scalar, type_name


def expand(value: AbstractSet[Any]) -> Node:
    named = [(key_name(member), type_name(type(member))) for member in value]
    refused = sorted(type_ for name, type_ in named if name is None)
    if refused:
        return Refusal(
            f"a set with a member of type {refused[0]}", "return a list in an order of your choice"
        )
    members = sorted((name, type_) for name, type_ in named if name is not None)
    children = ((f"{{{name}}}", Scalar(type_, "member", name)) for name, type_ in members)
    return Branch(type_name(type(value)), children)


FAMILY = Family(
    types=("set", "frozenset"),
    matches=lambda cls: issubclass(cls, AbstractSet),
    expand=expand,
)
