"""Where the packages of a project are installed, and at which versions.

Never the linter's own environment: `pipx` and pre-commit give it one that has nothing to do with the project.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.manifests import Manifest

_OWN = (".venv", "venv", "env", ".conda", ".pixi/envs/default")
_ACTIVE = ("VIRTUAL_ENV", "CONDA_PREFIX")
_PACKAGES = ("lib/python3*/site-packages", "Lib/site-packages")


def installed(manifest: Manifest, name: str) -> str:
    """The version of a Python package without its local part, '' where it is not known.

    `2.1.0+cpu` is not on the index, and `==2.1.0` means it too.
    """
    for folder in _environments(manifest):
        paths = tuple(sorted(str(path) for pattern in _PACKAGES for path in folder.glob(pattern)))
        if paths:
            return _version_in(name, paths)
    return ""


def installed_by_conda(manifest: Manifest, name: str) -> str:
    """The version of a package of Conda's, which records each in a file `name-version-build.json`."""
    for folder in _environments(manifest):
        if (folder / "conda-meta").is_dir():
            return _recorded(folder / "conda-meta").get(name.lower(), "")
    return ""


def _environments(manifest: Manifest) -> Iterator[Path]:
    """What the settings name; or else the project's own folders, and what is active."""
    named = manifest.config.environment
    if named is not None:
        yield _folder_of(named)
        return
    yield from (folder for name in _OWN if (folder := manifest.root / name).is_dir())
    active = [os.environ.get(name) for name in _ACTIVE]
    yield from (Path(folder) for folder in active if folder)


def is_environment(named: Path) -> bool:
    """Whether the settings name a place with installed packages."""
    folder = _folder_of(named)
    return (folder / "conda-meta").is_dir() or any(
        True for pattern in _PACKAGES for _ in folder.glob(pattern)
    )


def _folder_of(named: Path) -> Path:
    """The interpreter of an environment stands for it, as in `--python`. It is often a link."""
    return named.parent.parent if named.is_file() or (named.is_symlink() and not named.is_dir()) else named


@lru_cache(maxsize=1000)
def _version_in(name: str, path: tuple[str, ...]) -> str:
    found = next(iter(Distribution.discover(name=name, path=list(path))), None)
    try:
        return Version(found.version).public if found is not None else ""
    except (InvalidVersion, TypeError):
        return ""


@lru_cache(maxsize=4)
def _recorded(folder: Path) -> dict[str, str]:
    try:
        names = sorted(path.stem for path in folder.iterdir() if path.suffix == ".json")
    except OSError:
        return {}
    parts = [name.rsplit("-", 2) for name in names]
    return {part[0].lower(): part[1] for part in parts if len(part) == 3}
