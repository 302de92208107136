"""`conda-lock.yml` and `pixi.lock`: thousands of packages, of which only names and versions are wanted.

Both are written by programs, line by line in one shape, and a parser of YAML would take seconds for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.locks.state import LockState, differing, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.project.wanted import Wanted

_FILE = re.compile(r"(.*[-_.])?conda-lock([-_.].*)?\.ya?ml|conda-.*\.lock", re.IGNORECASE)
PIXI = "pixi.lock"
_ITEM = re.compile(r"^[ \t]*- (?:name|kind|conda|pypi|conda_source|pypi_source): *(\S+)", re.MULTILINE)
_SOURCE = re.compile(r"[ \t]*- conda_source: *([\w.-]+)")
_NAME = re.compile(r"^[ \t]*-? *name: *['\"]?([\w.-]+)", re.MULTILINE)
_VERSION = re.compile(r"^[ \t]*version: *['\"]?([^\s'\"]+)", re.MULTILINE)
_BUILT = re.compile(r"([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)")
_BUILT_LINE = re.compile(r"^http.*/([^/\s]+)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)", re.MULTILINE)
_EXPLICIT = "@EXPLICIT"
_SOURCES = re.compile(r"^ +sources:\n((?: +- .*\n)+)", re.MULTILINE)


def is_lock(name: str) -> bool:
    """A lock of Conda's by its name: `conda-lock.yml`, or rendered, `conda-linux-64.lock`."""
    return _FILE.fullmatch(name) is not None


def conda_lock_state(file: str, text: str, manifest: str, wanted: Sequence[Wanted]) -> LockState | None:
    """None where the lock was made from other files."""
    sources = _SOURCES.search(text, 0, 100_000)
    if sources is not None and manifest not in re.findall(r"[\w.-]+", sources[1]):
        return None
    explicit = _EXPLICIT in text
    if explicit and not manifest.startswith("environment.y"):
        return None  # a list of URLs does not say what it was made from
    versions = versions_of(_BUILT_LINE.findall(text) if explicit else _versions(text))
    # A list of URLs holds Conda's own packages alone.
    names = differing([one for one in wanted if not explicit or one.role == "runtime"], versions)
    return LockState(file, "hash", bool(names), names, f"conda-lock lock -f {manifest}", versions)


def pixi_state(text: str, wanted: Sequence[Wanted]) -> LockState:
    versions = versions_of(_versions(text))
    names = differing(wanted, versions)
    return LockState(PIXI, "hash", bool(names), names, "pixi lock", versions)


def _versions(text: str) -> Iterator[tuple[str, str]]:
    """A package built by Conda says name and version in its URL; all others say both on their own lines."""
    starts = [match.start() for match in _ITEM.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line_end = text.find("\n", start)
        built = _BUILT.search(text, start, end if line_end < 0 else line_end)
        name = _SOURCE.match(text, start) or _NAME.search(text, start, end)
        if built is not None:
            yield built[1], built[2]
        elif name is not None:
            version = _VERSION.search(text, start, end)
            yield name[1], version[1] if version is not None else ""
