"""Digests of files, taken from the last run where the system says that a file has not been touched."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import xxhash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lint_rules.cache.store import Store

_NAME = "files"
# A file may change without any sign within one tick of its clock: so young a file is read again next time.
_TICK = 50_000_000  # nanoseconds
_COARSE_TICK = 2_000_000_000


class Contents:
    """The digests of the files of a project, by path."""

    def __init__(self, store: Store, texts: Mapping[Path, str] | None = None) -> None:
        self._store = store
        # What stands for the content of files has a digest too: of a saved text it is that of the file.
        self._texts = {str(path): text for path, text in (texts or {}).items()}
        self._stored: dict[str, Any] = store.read(_NAME)
        self._known: dict[str, str | None] = {}
        self._signs: dict[str, list[int]] = {}
        self._began = time.time_ns()
        self._changed = False

    def digest(self, path: Path) -> str | None:
        """A digest of what stands in a file; None where it cannot be read."""
        key = str(path)
        if key not in self._known:
            self._known[key] = self._find(key)
        return self._known[key]

    def is_on_disk(self, path: Path) -> bool:
        """Whether the digest is that of a file: of a text that is only typed nothing is kept."""
        return str(path) not in self._texts

    def _find(self, path: str) -> str | None:
        if path in self._texts:
            return xxhash.xxh3_128_hexdigest(self._texts[path].encode("utf-8", "surrogatepass"))
        try:
            sign = _sign(path)
            stored = self._stored.get(path)
            if stored is not None and stored[:3] == sign:
                digest = str(stored[3])
            else:
                with open(path, "rb") as file:  # noqa: PTH123 - a Path for each of thousands of files takes time
                    digest = xxhash.xxh3_128_hexdigest(file.read())
                self._stored[path] = [*sign, digest]
                self._changed = True
        except OSError:
            return None
        self._signs[path] = sign
        return digest

    def is_settled(self, path: Path) -> bool:
        """Whether a file is now what it was when its digest was taken."""
        try:
            return _sign(str(path)) == self._signs.get(str(path))
        except OSError:
            return False

    def save(self) -> None:
        if self._changed:
            kept = {path: value for path, value in self._stored.items() if self._is_kept(path, value)}
            self._store.write(_NAME, kept)

    def _is_kept(self, path: str, value: list[Any]) -> bool:
        tick = _TICK if value[0] % 1_000_000_000 else _COARSE_TICK
        return value[0] < self._began - tick and (path in self._known or os.path.exists(path))  # noqa: PTH110


def _sign(path: str) -> list[int]:
    about = os.stat(path)  # noqa: PTH116 - as above
    return [about.st_mtime_ns, about.st_size, about.st_ino]
