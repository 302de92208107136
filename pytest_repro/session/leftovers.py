"""Folders of sessions that were killed and could not remove them: the next session on the machine does.

A session holds a lock on a file in its folder, which the system frees whatever ends it. A folder without that
file is left alone: it may be in the making.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pytest_repro.trials.executor import remove_tree
from pytest_repro.trials.slots import locked

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

_LOCK = "session.lock"


def hold(folder: Path) -> IO[str] | None:
    """The lock, held until it is closed; None where the file system has no locks."""
    partial = folder / f"{_LOCK}.partial"
    file = partial.open("w", encoding="ascii")
    if not locked(file):
        file.close()
        return None
    # Under its name it is locked already: nobody can take it for one that was left.
    partial.replace(folder / _LOCK)
    return file


def sweep(parent: Path, prefix: str) -> None:
    """Remove folders of this user's whose session does not live any more."""
    for lock in sorted(parent.glob(f"{prefix}*/{_LOCK}")):
        try:
            ours = lock.stat().st_uid == os.getuid() and not lock.parent.is_symlink()
            with lock.open("r+", encoding="ascii") as file:
                if ours and locked(file):
                    remove_tree(lock.parent)
        except OSError:  # another user's, or another session was faster
            continue
