"""What Git tracks of what a walk would leave out."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.tracking.git import GitIndex


class Tracked:
    """The index of the work tree around a folder, read at the first question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def knows(self, path: str) -> bool:
        """Whether a file below the folder is tracked, or a folder there holds tracked files."""
        if self._index is None:
            return False
        return self._index.knows(os.path.relpath(path, self._index.top).replace(os.sep, "/"))

    @cached_property
    def _index(self) -> GitIndex | None:
        from lint_rules.tracking.git import find_top, read_index

        top = find_top(type(self._folder)(os.path.abspath(self._folder)))  # noqa: PTH100 - keep links as given
        return read_index(top) if top is not None else None
