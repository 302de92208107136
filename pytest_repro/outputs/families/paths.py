"""Paths stand for what lies there: the bytes of a file, or of every file in a folder, by relative name."""

from __future__ import annotations

import stat
from pathlib import Path, PurePath

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Bytes, Node, Piece, Refusal, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 1 << 20
MAX_STORED = 64 << 20
"""Bytes up to which a file is stored, to show where it differs; larger ones are only digested."""


def expand(value: PurePath) -> Node:
    if not isinstance(value, Path):
        return Scalar("pathlib.PurePath", "value", printable(value))
    try:
        mode = value.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        advice = "write the file before returning its path, or return str(…) of it to compare the name"
        return Refusal(f"a path where nothing lies ({printable(value)})", advice)
    if stat.S_ISDIR(mode):
        return Branch("folder", _entries(value))
    if not stat.S_ISREG(mode):
        return Refusal(f"a path to no regular file ({printable(value)})", "return what was read from it")
    return _file(value)


def _file(path: Path) -> Node:
    return Bytes("file", _content(path), keep=path.stat().st_size <= MAX_STORED)


def _content(path: Path) -> Iterator[Piece]:
    with path.open("rb") as file:
        while piece := file.read(STEP):
            yield piece


def _entries(folder: Path) -> Iterator[tuple[str, object]]:
    for entry in sorted(folder.iterdir()):
        end = f"/{printable(PurePath(entry.name))}"
        if entry.is_symlink() and (entry.is_dir() or not entry.exists()):
            # Not followed: it may lead out of the folder, or back into it.
            yield end, Scalar("symlink", "value", printable(entry.readlink()))
        else:
            yield end, entry


def printable(path: PurePath) -> str:
    """A path as one line of text that can be encoded, whatever bytes its name has."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(path))


FAMILY = Family(types=("pathlib.PurePath", "pathlib._local.PurePath"), expand=expand)
