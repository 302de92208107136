"""A packed list becomes a branch with leaves again where the other trial's list could not be packed."""

from __future__ import annotations

import math
from typing import Any

import xxhash

from pytest_repro.outputs.floats import float_text
from pytest_repro.outputs.leaf import Leaf, digest_of
from pytest_repro.outputs.packing import index_name, unpack_numbers, unpack_strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def unpack(leaf: Leaf, raw: memoryview) -> Iterator[Leaf]:
    """The branch, then its elements, as the walk would have recorded them one by one."""
    shape = leaf.shape or ()
    count = math.prod(shape)
    yield Leaf(leaf.path, leaf.depth, "branch", leaf.type, "", shape=shape)
    strings = leaf.kind == "strings"
    values = unpack_strings(raw, count, leaf.dtype) if strings else unpack_numbers(raw, leaf.dtype)
    for index, value in zip(_indices(shape), values, strict=True):
        yield _element(f"{leaf.path}{index}", leaf.depth + 1, value)


def _element(path: str, depth: int, value: Any) -> Leaf:
    if isinstance(value, str):
        digest = xxhash.xxh3_128_hexdigest(value.encode("utf-8", "surrogatepass"))
        return Leaf(path, depth, "text", "str", digest, "str", inline=value)
    text = float_text(value) if isinstance(value, float) else repr(value)
    name = type(value).__name__
    dtype = "None" if value is None else name
    return Leaf(path, depth, "scalar", name, digest_of((dtype, text)), dtype, inline=text)


def _indices(shape: tuple[int, ...]) -> Iterator[str]:
    index = [0] * len(shape)
    for _ in range(math.prod(shape)):
        yield index_name(index)
        for axis in reversed(range(len(shape))):
            index[axis] += 1
            if index[axis] < shape[axis]:
                break
            index[axis] = 0
