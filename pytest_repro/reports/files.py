"""Writing a report so that a reader never meets half of one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pytest_repro.errors import ReproError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, making its folder; the old content stays until the new is complete.

    Raises :class:`ReproError` with one line if it cannot.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A pipe or a device is written to; a file put in its place would break it for everyone.
            target.write_text(text, encoding="utf-8")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, text)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReproError(f"cannot write the report to {path}: {why}; give another file") from error


def _replace(target: Path, text: str) -> None:
    # A file made by open() gets the usual permissions, which one of tempfile.mkstemp() does not.
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
