"""libcst, imported without what it throws away: most of the time of linting one file is this import.

For each of its two hundred kinds of nodes `dataclass` compiles a `__repr__` and an `__eq__`, which then give
way to those that all nodes share. Told that it need not, it makes the same classes.
"""

from __future__ import annotations

import dataclasses
import sys
from typing import Any


def import_libcst() -> None:
    """Import it, unless somebody has."""
    if "libcst" in sys.modules:
        return
    usual = dataclasses.dataclass
    dataclasses.dataclass = _sparing
    try:
        import libcst  # noqa: F401
    finally:
        dataclasses.dataclass = usual


_usual = dataclasses.dataclass


def _sparing(cls: type | None = None, /, **options: Any) -> Any:
    def made(kind: type) -> Any:
        if any(base.__name__ == "CSTNode" for base in kind.__mro__):
            options.update(repr=False, eq=False)
        return _usual(**options)(kind)

    return made if cls is None else made(cls)
