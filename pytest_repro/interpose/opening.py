"""Another file opened in the place of one that a program names: ``open`` as it is, but for an opener."""

from __future__ import annotations

import builtins
import functools
import io
import pathlib
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.patches import Patches

    Opener: TypeAlias = Callable[[Any, int], int]

KEPT_BY_PATHLIB = tuple(filter(None, [getattr(pathlib, "_NormalAccessor", None)]))
"""Python 3.10 keeps functions of ``os`` and ``io`` there from its start on."""


def open_with(choose: Callable[[Any, Any], Opener | None], patches: Patches) -> None:
    """Where a file is opened without an opener, use the one that ``choose`` gives for file and mode."""
    real = builtins.open

    @functools.wraps(real)
    def opened(
        file: Any, mode: Any = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
        newline: Any = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        if opener is None:
            opener = choose(file, mode)
        return real(file, mode, buffering, encoding, errors, newline, closefd, opener)

    for owner in (builtins, io, *KEPT_BY_PATHLIB):
        patches.set(owner, "open", opened)
