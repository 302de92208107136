"""Which version of a package is in use: as a lock file beside a manifest says, or as it is installed."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import versions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lint_rules.manifests import Manifest

_LOCKS = {"uv.lock": "package", "poetry.lock": "package", "pdm.lock": "package", "pylock.toml": "packages"}
_ENVIRONMENTS = (".venv", "venv")


class Known(NamedTuple):
    """A version, and who says so."""

    version: str
    source: str


def known_version(manifest: Manifest, requirement: str) -> Known | None:
    """The version to pin a requirement at, if there is just one, and the requirement allows it."""
    try:
        parsed = Requirement(requirement)
        if parsed.url or (parsed.marker is not None and not parsed.marker.evaluate()):
            return None
    except (InvalidRequirement, UndefinedEnvironmentName):
        return None
    known = _in_lock(manifest, canonicalize_name(parsed.name)) or _installed(manifest, parsed.name)
    if known is None or not parsed.specifier.contains(known.version, prereleases=True):
        return None
    return known


def _in_lock(manifest: Manifest, name: str) -> Known | None:
    for file, header in _LOCKS.items():
        text = manifest.neighbour(file)
        held = _held(text, header).get(name, ()) if text is not None else ()
        if len(held) == 1 and held[0]:
            return Known(held[0], file)
    return None


@lru_cache(maxsize=4)
def _held(text: str, header: str) -> Mapping[str, tuple[str, ...]]:
    return versions_of(named_versions(text, header))


def _installed(manifest: Manifest, name: str) -> Known | None:
    version = _version_in(name, _environment(manifest.root))
    return Known(version, "the current environment") if version else None


def _environment(root: Path) -> tuple[str, ...]:
    """Where the project's packages lie: its own environment, the active one, or that of the linter."""
    active = [os.environ.get("VIRTUAL_ENV"), os.environ.get("CONDA_PREFIX")]
    for folder in [*(root / name for name in _ENVIRONMENTS), *(Path(one) for one in active if one)]:
        found = sorted(folder.glob("lib/python3*/site-packages"))
        if found:
            return tuple(map(str, found))
    return tuple(sys.path)


@lru_cache(maxsize=1000)
def _version_in(name: str, path: tuple[str, ...]) -> str:
    """The version without its local part: `2.1.0+cpu` is not on the index, and `==2.1.0` means it too."""
    found = next(iter(Distribution.discover(name=name, path=list(path))), None)
    try:
        return Version(found.version).public if found is not None else ""
    except (InvalidVersion, TypeError):
        return ""
