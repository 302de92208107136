"""Images of Pillow: mode, palette and pixels."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    shape = (value.height, value.width, len(value.getbands()))
    parts = ((".mode", value.mode), (".shape", shape), (".palette", value.getpalette()))
    return Branch(type_name(type(value)), (*parts, (".pixels", value.tobytes())))


FAMILY = Family(types=("PIL.Image.Image",), expand=expand)
