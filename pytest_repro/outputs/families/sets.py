"""Sets: members stand by name, so the order in which a set gives them never matters."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.keys import key_name
from pytest_repro.outputs.node import Branch, Node, Refusal, Scalar, type_name


def expand(value: AbstractSet[Any]) -> Node:
    members: list[tuple[str, str]] = []
    for member in value:
        name, type_ = key_name(member), type_name(type(member))
        if name is None:
            return Refusal(f"a set with a member of type {type_}", "return a list in an order of your choice")
        members.append((name, type_))
    children = ((f"{{{name}}}", Scalar(type_, "member", name)) for name, type_ in sorted(members))
    return Branch(type_name(type(value)), children)


FAMILY = Family(
    types=("set", "frozenset"),
    matches=lambda cls: issubclass(cls, AbstractSet),
    expand=expand,
)
