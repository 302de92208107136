"""Takes files away for as long as a trial runs: a fresh checkout does not hold what the session has made."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_alone = threading.Lock()
"""Trials share the project: while one goes without a file, no other may make it or read it."""


@contextlib.contextmanager
def put_aside(files: Sequence[str], folder: Path) -> Iterator[None]:
    """``files`` are gone within the block, and afterwards what they were before, whatever took their place.

    So are folders among them that are empty without the files before them, and with their permissions. Each
    file lies in ``folder`` first, which must outlive the block: it is there where a process is killed.

    Raises:
        OSError: one cannot be copied or removed; all are there again then.
    """
    if not files:
        yield
        return
    with _alone:
        kept: list[tuple[Path, Path]] = []
        emptied: list[tuple[Path, int]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for number, name in enumerate(files):
                if Path(name).is_dir():
                    emptied += _remove_if_empty(Path(name))
                    continue
                copy = folder / str(number)
                _keep(Path(name), copy)
                kept.append((Path(name), copy))
                Path(name).unlink()
            yield
        finally:
            for inner, mode in reversed(emptied):
                with contextlib.suppress(FileExistsError):
                    inner.mkdir(parents=True)
                    inner.chmod(mode)
            for file, copy in kept:
                _restore(file, copy)


def _keep(file: Path, copy: Path) -> None:
    """The file itself, where it can be: the session may have it open."""
    try:
        os.link(file, copy)
    except OSError:  # on another file system
        shutil.copy2(file, copy)


def _remove_if_empty(folder: Path) -> list[tuple[Path, int]]:
    """The folder and its permissions, if it is gone."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    try:
        folder.rmdir()
    except OSError:
        return []
    return [(folder, mode)]


def _restore(file: Path, copy: Path) -> None:
    """In one step: a reader sees the whole file or what the trial has made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        copy.replace(file)
        return
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    shutil.copy2(copy, part)
    part.replace(file)
