"""Readers of dependency files: one module for each kind, found by the registry.

A reader has `matches(path)` and `read(text, path, neighbour)`, which yields the dependencies that the file
lists; `neighbour` gives the text of a file beside it, which may be its lock, or None.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import PurePath

    from lint_rules.model import Dependency


class Reader(Protocol):
    """What a module in this package provides."""

    def matches(self, path: PurePath) -> bool: ...

    def read(
        self, text: str, path: PurePath, neighbour: Callable[[str], str | None]
    ) -> Iterator[Dependency]: ...


@cache
def readers() -> tuple[Reader, ...]:
    import sys

    from lint_rules.registry import modules_of

    return tuple(cast("Reader", module) for module in modules_of(sys.modules[__name__]))


def reader_for(path: PurePath) -> Reader | None:
    """The reader of a file, judged by its name."""
    return next((reader for reader in readers() if reader.matches(path)), None)
