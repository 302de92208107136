"""Which files of a project somebody keeps versions of: Git (with Git LFS), or DVC."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from lint_rules.tracking.dvc import DvcFiles, read_dvc_files
from lint_rules.tracking.git import GitIndex, find_top, read_index

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Tracking:
    """What is known of a work tree. A file that Git LFS looks after is in Git's index like any other."""

    top: Path
    index: GitIndex

    @cached_property
    def dvc(self) -> DvcFiles:
        return read_dvc_files(self.top)

    def knows(self, path: Path) -> bool:
        """Whether a file is tracked, or a folder holds tracked files; also for what lies outside."""
        if not path.is_relative_to(self.top):
            return True
        relative = path.relative_to(self.top).as_posix()
        return self.index.knows(relative) or self.dvc.knows(path)


@cache
def tracking_of(folder: Path) -> Tracking | None:
    """The tracking of the work tree around a folder; None where there is none, or its index is unreadable."""
    top = find_top(type(folder)(os.path.abspath(folder)))  # noqa: PTH100 - keep links as given
    index = read_index(top) if top is not None else None
    return Tracking(top, index) if top is not None and index is not None else None
