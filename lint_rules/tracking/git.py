"""What Git knows of: the paths in the index of a repository, read without Git.

The format is described in Git's own documentation (`gitformat-index`). Versions 2, 3 and 4 are read, with
SHA-1 and SHA-256 names; of a split index, whose other half lies elsewhere, nothing is said.
"""

from __future__ import annotations

import configparser
import re
import struct
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = struct.Struct(">4sII")
_STAT = 40  # bytes of times, device, owner, mode and size before the object's name
_MODE_OFFSET = 24
_EXTENDED = 0x4000
_DIRECTORY_LIKE = (0o160000, 0o040000)  # a submodule; a folder of a sparse index


class UnknownIndexError(ValueError):
    """An index that cannot be read."""


@dataclass(frozen=True)
class GitIndex:
    """The tracked paths of a work tree: posix, relative to `top`, sorted."""

    top: Path
    paths: tuple[str, ...]
    folders: frozenset[str]  # submodules and the like: all below is looked after elsewhere

    def knows(self, relative: str) -> bool:
        """Whether a file is tracked, or a folder holds something that is."""
        if not relative or relative == ".":
            return bool(self.paths)
        number = bisect_left(self.paths, relative)
        if number < len(self.paths):
            found = self.paths[number]
            if found == relative or found.startswith(relative + "/"):
                return True
        below = bisect_left(self.paths, relative + "/")
        if below < len(self.paths) and self.paths[below].startswith(relative + "/"):
            return True
        parts = relative.split("/")
        return any("/".join(parts[:n]) in self.folders for n in range(1, len(parts) + 1))


def find_top(start: Path) -> Path | None:
    """The work tree that holds a folder."""
    return next((folder for folder in [start, *start.parents] if (folder / ".git").exists()), None)


def read_index(top: Path) -> GitIndex | None:
    """The index of a work tree; None where it is no work tree, or its index cannot be read."""
    try:
        folder = _git_folder(top)
        if (folder / "HEAD").exists() and not (folder / "index").exists():
            return GitIndex(top, (), frozenset())  # nothing was ever added
        data = (folder / "index").read_bytes()
        entries = _entries(data, 32 if _uses_sha256(folder) else 20)
    except (OSError, ValueError, struct.error, IndexError):
        return None
    paths = tuple(sorted({path for path, _ in entries}))
    folders = frozenset(path.rstrip("/") for path, mode in entries if mode & 0o170000 in _DIRECTORY_LIKE)
    return GitIndex(top, paths, folders)


def _git_folder(top: Path) -> Path:
    """`.git`, or where the file of that name points in a linked work tree or a submodule."""
    place = top / ".git"
    if place.is_dir():
        return place
    found = re.match(r"gitdir: (.+)", place.read_text(encoding="utf-8", errors="surrogateescape"))
    if found is None:
        raise UnknownIndexError(str(place))
    return (top / found[1].strip()).resolve()


def _uses_sha256(folder: Path) -> bool:
    common = folder / "commondir"
    main = folder / common.read_text(encoding="utf-8").strip() if common.exists() else folder
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string((main / "config").read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        return False
    return parser.get("extensions", "objectformat", fallback="sha1").lower() == "sha256"


def _entries(data: bytes, name_size: int) -> list[tuple[str, int]]:
    signature, version, count = _HEADER.unpack_from(data)
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise UnknownIndexError(f"version {version}")
    found: list[tuple[str, int]] = []
    offset, path = _HEADER.size, b""
    for _ in range(count):
        start = offset
        (mode,) = struct.unpack_from(">I", data, start + _MODE_OFFSET)
        (flags,) = struct.unpack_from(">H", data, start + _STAT + name_size)
        offset = start + _STAT + name_size + 2 + (2 if flags & _EXTENDED else 0)
        if version == 4:
            dropped, offset = _varint(data, offset)
            path = path[: len(path) - dropped]
        else:
            path = b""
        end = data.index(b"\0", offset)
        path += data[offset:end]
        found.append((path.decode("utf-8", "surrogateescape"), mode))
        # Before version 4, one to eight null bytes make the length of an entry a multiple of eight.
        offset = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
    _refuse_split(data, offset)
    return found


def _varint(data: bytes, offset: int) -> tuple[int, int]:
    """The number that version 4 writes in steps of seven bits, and where it ends."""
    byte = data[offset]
    offset += 1
    value = byte & 127
    while byte & 128:
        byte = data[offset]
        offset += 1
        value = ((value + 1) << 7) | (byte & 127)
    return value, offset


def _refuse_split(data: bytes, offset: int) -> None:
    while offset + 8 <= len(data) - 20:
        kind, size = struct.unpack_from(">4sI", data, offset)
        if kind == b"link":
            raise UnknownIndexError("split")
        if not kind.isalpha():
            return
        offset += 8 + size


def example_index(*paths: str) -> str:
    """An index of version 2 with these paths, as ASCII text: for the examples of rules."""
    entries = ""
    for path in paths:
        entry = "\0" * (_STAT + 20) + f"\0{chr(len(path))}{path}"
        entries += entry + "\0" * (8 - len(entry) % 8)
    return f"DIRC\0\0\0\x02\0\0\0{chr(len(paths))}{entries}" + "\0" * 20
