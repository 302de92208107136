"""A captured value as plain data: leaves named by path, each with its digest. Nothing of the value itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal

import xxhash

from pytest_repro.errors import ReproError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LeafKind = Literal["branch", "scalar", "text", "array", "strings", "bytes", "reference"]


class StoreError(ReproError):
    """What a trial wrote down about its outputs is missing, damaged or of another version."""


class ValuesNotStoredError(ReproError):
    """A tolerance asks for values, and only their digests could be kept."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One output, or a container of outputs, at one path."""

    path: str
    depth: int
    """How many containers it stands in; what follows a leaf at a greater depth lies inside it."""
    kind: LeafKind
    type: str
    """Qualified name of the class, without ``builtins``."""
    digest: str
    """xxh3-128 of the canonical bytes, as 32 hexadecimal digits; of a container, of the order of its keys."""
    dtype: str = ""
    """Of an array, its element type, in numpy's or torch's own name; of a scalar, ``float``, ``int``…"""
    shape: tuple[int, ...] | None = None
    inline: str | None = None
    """The value itself where it is small: text of a scalar, hexadecimal bytes of an array."""
    offset: int | None = None
    """Where the value starts in ``values.bin``; None if it is inline or was not stored."""
    size: int = 0
    """Bytes of the value."""
    shares: str | None = None
    """Path of the first leaf that lies in the same memory."""

    @property
    def identity(self) -> tuple[object, ...]:
        """All in which two equal outputs agree; the rest says only where the value is kept."""
        return (self.kind, self.type, self.dtype, self.shape, self.digest, self.shares)

    def to_row(self) -> list[Any]:
        return list(_values_of(self))

    @classmethod
    def from_row(cls, row: list[Any]) -> Leaf:
        values = dict(zip(FIELDS, row, strict=True))
        if values["shape"] is not None:
            values["shape"] = tuple(values["shape"])
        return cls(**values)


FIELDS = tuple(Leaf.__dataclass_fields__)
_values_of = attrgetter(*FIELDS)


@dataclass(frozen=True)
class Outputs:
    """Everything that one trial's fixture gave, as leaves in the order of the walk."""

    root_name: str
    leaves: tuple[Leaf, ...]
    directory: Path
    """Where ``leaves.json`` and ``values.bin`` lie."""
    stored: bool = True
    """Whether the values were written down. If not, digests decide, and ``reason`` says what went wrong."""
    reason: str = ""

    @cached_property
    def digest(self) -> str:
        """One xxh3-128 over all leaves: equal exactly when :func:`compare` finds nothing bit for bit."""
        return digest_of(sorted(repr((leaf.path, leaf.identity)) for leaf in self.leaves))


def digest_of(texts: Iterable[str]) -> str:
    """xxh3-128 of texts, each closed off from the next."""
    whole = "\0".join((*texts, ""))
    return str(xxhash.xxh3_128_hexdigest(whole.encode("utf-8", "surrogatepass")))
