"""Random generators of numpy and torch: their state, less what a stale buffer holds."""

from __future__ import annotations

import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if type_.startswith("torch."):
        return Branch(type_, ((".state", part) for part in (value.get_state(),)))
    if hasattr(value, "get_state"):
        state = value.get_state(legacy=False)
    else:
        state = getattr(value, "bit_generator", value).state
    return Branch(type_, ((".state", _without_stale(part)) for part in (state,)))


def _without_stale(state: dict[str, Any]) -> dict[str, Any]:
    state = dict(state)
    if "gauss" in state and not state["has_gauss"]:
        state["gauss"] = 0.0
    if "uinteger" in state and not state["has_uint32"]:
        state["uinteger"] = 0
    if "buffer" in state:
        numpy = sys.modules["numpy"]
        unread = numpy.arange(len(state["buffer"])) >= state["buffer_pos"]
        state["buffer"] = numpy.where(unread, state["buffer"], 0).astype(state["buffer"].dtype)
    return state


FAMILY = Family(
    types=(
        "numpy.random._generator.Generator",
        "numpy.random.Generator",
        "numpy.random.mtrand.RandomState",
        "numpy.random.RandomState",
        "numpy.random.bit_generator.BitGenerator",
        "numpy.random.BitGenerator",
        "torch._C.Generator",
    ),
    expand=expand,
)
