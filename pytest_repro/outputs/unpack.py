"""A packed list becomes a branch with leaves again where the other trial's list could not be packed."""

from __future__ import annotations

import math

import xxhash

from pytest_repro.outputs.floats import float_text
from pytest_repro.outputs.leaf import Leaf, digest_of
from pytest_repro.outputs.packing import unpack_numbers, unpack_strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {"float64": "float", "int64": "int", "bool": "bool"}


def unpack(leaf: Leaf, raw: memoryview) -> Iterator[Leaf]:
    """The branch, then its elements, as the walk would have recorded them one by one."""
    shape = leaf.shape or ()
    yield Leaf(leaf.path, leaf.depth, "branch", leaf.type, "", shape=shape)
    if leaf.kind == "strings":
        for index, text in zip(_indices(shape), unpack_strings(raw, math.prod(shape)), strict=True):
            digest = xxhash.xxh3_128_hexdigest(text.encode("utf-8", "surrogatepass"))
            yield Leaf(leaf.path + index, leaf.depth + 1, "text", "str", digest, "str", inline=text)
        return
    name = _NAMES[leaf.dtype]
    for index, value in zip(_indices(shape), unpack_numbers(raw, leaf.dtype), strict=True):
        text = float_text(value) if name == "float" else repr(value)
        yield Leaf(
            leaf.path + index, leaf.depth + 1, "scalar", name, digest_of((name, text)), name, inline=text
        )


def _indices(shape: tuple[int, ...]) -> Iterator[str]:
    index = [0] * len(shape)
    for _ in range(math.prod(shape)):
        yield f"[{', '.join(map(str, index))}]"
        for axis in reversed(range(len(shape))):
            index[axis] += 1
            if index[axis] < shape[axis]:
                break
            index[axis] = 0
