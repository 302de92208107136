"""What is known about an expression that may be a set."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What is known about an expression."""

    UNKNOWN = "unknown"
    SET = "set"
    INTEGERS = "set of integers"
    OBJECTS = "set of objects that are hashed by their address"


def either(left: Kind, right: Kind) -> Kind:
    """`a or b`: what both are, where one may be anything that is None or empty."""
    if left is right:
        return left
    return Kind.UNKNOWN if Kind.UNKNOWN in (left, right) else Kind.SET


def weakest(kinds: list[Kind]) -> Kind:
    if not kinds or Kind.UNKNOWN in kinds:
        return Kind.UNKNOWN
    return kinds[0] if all(kind is kinds[0] for kind in kinds) else Kind.SET
