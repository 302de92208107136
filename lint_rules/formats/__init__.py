"""Output formats: one module for each, with `NAME` and `render(findings, view)`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from lint_rules.model import Finding


@dataclass(frozen=True)
class View:
    """What a format needs beside the findings."""

    root: Path  # paths of findings are relative to this
    current: Path
    colour: bool = False

    def absolute(self, path: str) -> Path:
        return self.root / path

    def shown(self, path: str) -> str:
        """The path as seen from the current folder, where it lies below it."""
        absolute = self.absolute(path)
        below = absolute.is_relative_to(self.current)
        return (absolute.relative_to(self.current) if below else absolute).as_posix()


class Format(Protocol):
    """What a module in this package provides."""

    NAME: str

    def render(self, findings: Sequence[Finding], view: View) -> str: ...


@cache
def formats() -> Mapping[str, Format]:
    """Every output format, by name."""
    import sys

    from lint_rules.registry import modules_of

    found = [cast("Format", module) for module in modules_of(sys.modules[__name__])]
    return {module.NAME: module for module in found}
