"""What a run may use to be quick: processes, and what earlier runs have stored."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Below that many files to read, starting processes takes longer than they save.
FEW_FILES = 150


CACHE_NAME = ".repro_lint_cache"


@dataclass(frozen=True)
class Resources:
    """By default one process, nothing stored, nothing told."""

    jobs: int = 1
    cache: Path | None = None  # the folder
    progress: bool = False  # tell on a terminal how far a long run is

    def processes(self, files: int) -> int:
        """How many processes to start for that many files to be read; 1: none beside this one."""
        return self.jobs if files >= FEW_FILES else 1


def all_cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
