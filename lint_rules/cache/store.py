"""The folder of the cache, and its files: read whole, checked, replaced whole."""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import xxhash

from lint_rules.fingerprint import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = 14 * 24 * 3600  # seconds: what other versions of the linter have stored
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by repro-lint; see https://bford.info/cachedir/\n"


class Store:
    """Named values in a folder. What cannot be read is absent; what cannot be written is not kept."""

    def __init__(self, folder: Path) -> None:
        self._top = folder
        self._folder = folder / fingerprint()

    def read(self, name: str) -> dict[str, Any]:
        try:
            digest, _, content = (self._folder / f"{name}.json").read_bytes().partition(b"\n")
        except OSError:
            return {}
        found: dict[str, Any] = json.loads(content) if digest == _digest(content) else {}
        return found

    def write(self, name: str, content: dict[str, Any]) -> None:
        with suppress(OSError):
            if not self._folder.is_dir():
                self._make()
            draft = self._folder / f"{name}.{os.getpid()}.draft"
            text = json.dumps(content, separators=(",", ":")).encode("ascii")
            draft.write_bytes(_digest(text) + b"\n" + text)
            draft.replace(self._folder / f"{name}.json")

    def _make(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._top / ".gitignore").write_text("*\n", encoding="ascii")
        (self._top / "CACHEDIR.TAG").write_text(_TAG, encoding="ascii")
        for other in sorted(self._top.iterdir()):
            if other.is_dir() and other.stat().st_mtime < time.time() - _KEPT:
                shutil.rmtree(other, ignore_errors=True)


def _digest(content: bytes) -> bytes:
    """Goes before the content of a file: one that was cut short or damaged is no cache."""
    return xxhash.xxh3_64_hexdigest(content).encode("ascii")
