"""repro-lint: finds what can make a training run differ, by reading source and dependency files.

Importing this package is cheap: the parser behind it is loaded by the first call of `lint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.errors import LintError
from lint_rules.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lint_rules.config import Config

__all__ = ["Finding", "LintError", "lint"]


def lint(
    paths: Iterable[Path | str],
    *,
    root: Path | None = None,
    config: Config | None = None,
    opt_in: bool = False,
    unsure: bool = False,
) -> list[Finding]:
    """Lint files and directories; the findings come sorted by path, line, column and code.

    Paths in the findings are relative to `root` (by default the project that holds `paths`). Without
    `config`, the `[tool.repro-lint]` table of the nearest `pyproject.toml` applies. Files are read, never
    imported or run. Seeding is followed through every Python file of the project, not only through `paths`.
    `opt_in` asks for the opt-in rules as well, whatever is selected, `unsure` for findings of low confidence.

    Raises `LintError` for a path that does not exist and for a configuration that cannot be right.
    """
    from lint_rules.engine import lint_paths

    return lint_paths(paths, root=root, config=config, opt_in=opt_in, unsure=unsure)
