"""What came of linting, and of fixing where that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lint_rules.model import Finding


@dataclass(frozen=True)
class Outcome:
    """What is left after fixing. `changed` holds the texts of files before and after; nothing is written."""

    findings: list[Finding]
    fixed: tuple[Finding, ...] = ()
    changed: Mapping[Path, tuple[str, str]] | None = None
