"""A family of types: who they are and how their values are taken apart. One file in ``families/`` each."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pytest_repro.outputs.node import Node


@dataclass(frozen=True)
class Family:
    """What a file in ``families/`` declares as ``FAMILY``.

    A class belongs to the family that names the nearest of its bases in ``types``; else to the first, by
    file name, whose ``matches`` says so. Names stand for classes, so that no library is imported to be asked.

    Example::

        def expand(value: Any) -> Node:
            return Scalar(type_name(type(value)), "color", value.hex)

        FAMILY = Family(types=("colors.Color",), expand=expand)
    """

    expand: Callable[[Any], Node]
    """Takes one object apart. Neither changes it, draws random numbers nor keeps a reference to it."""
    types: tuple[str, ...] = ()
    """Qualified class names: ``float``, ``torch.Tensor``."""
    matches: Callable[[type], bool] | None = None
    """Whether a class has the shape that this family knows (a dataclass, a mapping)."""
    fallback: bool = False
    """Whether ``matches`` is asked only after all other families declined."""
