"""Output formats: one module for each, called like the format, with `render(findings, view)`."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
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
    unsafe: bool = False  # whether unsafe fixes are asked for
    texts: Mapping[Path, str] = field(default_factory=dict)  # what stands for the content of files

    def absolute(self, path: str) -> Path:
        return self.root / path

    def shown(self, path: str) -> str:
        """The path as seen from the current folder, where it lies below it."""
        absolute = self.absolute(path)
        below = absolute.is_relative_to(self.current)
        return (absolute.relative_to(self.current) if below else absolute).as_posix()

    def is_fixable(self, finding: Finding) -> bool:
        """Whether fixing as it was asked for would mend a finding."""
        return finding.fix is not None and (finding.fix.safe or self.unsafe)

    def file(self, finding: Finding) -> str:
        """The path, and in a notebook the cell: `train.ipynb:cell 3`."""
        path = self.shown(finding.path)
        return path if finding.cell is None else f"{path}:cell {finding.cell}"


class Format(Protocol):
    """What a module in this package provides."""

    def render(self, findings: Sequence[Finding], view: View) -> str: ...


@cache
def format_names() -> tuple[str, ...]:
    """The names of all formats, without loading one: `json-lines` is the module `json_lines`."""
    return tuple(sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__) if not m.ispkg))


def format_named(name: str) -> Format:
    return cast("Format", importlib.import_module(f"{__name__}.{name.replace('-', '_')}"))
