"""What the linter itself is: what is stored holds for the same code, the same Python and the same libcst."""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import xxhash

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def fingerprint() -> str:
    """A short text that changes with any file of this package, with the interpreter, and with libcst."""
    digest = xxhash.xxh3_64()
    for part in (sys.implementation.cache_tag, sys.version, *_libcst(), *_files(str(Path(__file__).parent))):
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()


def _libcst() -> Iterator[str]:
    """Where libcst lies and when it was put there; looking for its version would take longer."""
    spec = importlib.util.find_spec("libcst")
    if spec is not None and spec.origin is not None:
        yield f"{spec.origin} {Path(spec.origin).stat().st_mtime_ns}"


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif entry.name.endswith(".py"):
            about = entry.stat()
            yield f"{entry.path} {about.st_size} {about.st_mtime_ns}"
