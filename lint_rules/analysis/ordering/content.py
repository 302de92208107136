"""What the items of an iterable are, as far as it decides whether their hash is salted."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Content(Enum):
    """Text and most objects hash otherwise in every process, numbers always alike."""

    SALTED = "text, or objects that hash by their address"
    NUMBERS = "numbers"
    LIKE_SALTED = "called like text"
    LIKE_NUMBERS = "called like numbers"
    UNKNOWN = "unknown"

    @property
    def is_shown(self) -> bool:
        """Whether it follows from what the code does, not only from a name."""
        return self in (Content.SALTED, Content.NUMBERS)


def of_one_kind(found: Iterable[Content]) -> Content:
    """Of items that are all alike, as those of one collection mostly are: the surest thing said of any."""
    said = list(found)
    for content in (Content.SALTED, Content.NUMBERS):
        if content in said:
            return content
    return next((content for content in said if content is not Content.UNKNOWN), Content.UNKNOWN)


def of_tuple(parts: Iterable[Content]) -> Content:
    """Of a tuple: one salted part is enough, and it takes numbers only to be like a number."""
    said = set(parts)
    for content in (Content.SALTED, Content.LIKE_SALTED):
        if content in said:
            return content
    if said <= {Content.NUMBERS}:
        return Content.NUMBERS
    return Content.LIKE_NUMBERS if said <= {Content.NUMBERS, Content.LIKE_NUMBERS} else Content.UNKNOWN
