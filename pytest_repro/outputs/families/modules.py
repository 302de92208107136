"""torch modules: parameters and buffers, those too that are not saved in the state dict."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    return Branch(type_name(type(value)), _children(value))


def _children(module: Any) -> Iterator[tuple[str, object]]:
    state = dict(module.state_dict())
    for name, item in state.items():
        yield f".{name}", item
    for name, buffer in module.named_buffers():
        if name not in state:
            yield f".{name}", buffer


FAMILY = Family(types=("torch.nn.modules.module.Module",), expand=expand)
