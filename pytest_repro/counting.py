"""Numbers of things, as a reader would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def listed(names: Sequence[str], most: int) -> str:
    """``a, b, 3 more``: the first of some names, and how many there are besides."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def counted(number: int, noun: str, several: str = "") -> str:
    """``1 file``, ``2 files``, ``1,200 files``; ``several`` where that is no mere ``s`` more."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {several or noun + 's'}"
