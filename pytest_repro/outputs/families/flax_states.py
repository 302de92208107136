"""flax: the state of modules and optimizers of `flax.nnx`, and dataclasses of `flax.struct`.

A field that such a dataclass keeps out of its tree (`pytree_node=False`) is no state: mostly a function.
"""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if hasattr(type(value), "_flax_dataclass"):
        return Branch(type_, _fields(value))
    nnx = sys.modules["flax.nnx"]
    state = nnx.to_pure_dict(nnx.state(value))
    return Branch(type_, ((f"[{name!r}]", part) for name, part in state.items()))


def _fields(value: Any) -> Iterator[tuple[str, object]]:
    for field in dataclasses.fields(value):
        if field.metadata.get("pytree_node", True):
            yield f".{field.name}", getattr(value, field.name)


FAMILY = Family(
    types=("flax.nnx.module.Module", "flax.nnx.pytreelib.Pytree", "flax.nnx.object.Object"),
    matches=lambda cls: hasattr(cls, "_flax_dataclass"),
    expand=expand,
)
