"""Which files of the user's this process has imported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.interpose.sites import SiteFinder

if TYPE_CHECKING:
    from collections.abc import Sequence


def imported_files(root: Path) -> Sequence[str]:
    """Those under the root directory, sorted."""
    finder, base = SiteFinder(root), root.resolve()
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    return sorted(
        file
        for file in files
        if isinstance(file, str)
        and file.endswith(".py")
        and Path(file).resolve().is_relative_to(base)
        and finder.is_user_file(file)
    )
