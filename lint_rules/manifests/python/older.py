"""Whether a project asks for a package older than some version: what it does then may be another thing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from lint_rules.analysis.reading import sources
from lint_rules.config import Config
from lint_rules.discovery import is_plain_python
from lint_rules.entries import Dependency
from lint_rules.manifests import Manifest, readers_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Of these, one that excludes a version above its own number leaves only older ones.
_BOUND = re.compile(r"(?<![<>=!~])(===?|<=?|~=|=)\s*v?(\d[\w.]*?)(\.\*)?(?=[\s,;)'\"]|$)")
_SIZE = 1 << 20  # bytes; what is larger is a list that a tool wrote of a whole machine


def asks_for_older(package: str, version: str, program: Path, root: Path) -> bool:
    """Whether a manifest beside a program, or above it up to the root, leaves only older versions."""
    folders = [folder for folder in program.parents if folder == root or root in folder.parents]
    asked = (one for folder in folders for one in _asked_in(folder, root, package))
    return any(_excludes(clause, version) for one in asked for clause in _clauses(one))


def _asked_in(folder: Path, root: Path, package: str) -> Iterator[Dependency]:
    name = canonicalize_name(package)
    return (one for one in _dependencies(folder, root) if canonicalize_name(one.name) == name)


@lru_cache(maxsize=256)
def _dependencies(folder: Path, root: Path) -> tuple[Dependency, ...]:
    """What the manifests of a folder, and of a folder `requirements` in it, ask for."""
    places = [folder, folder / "requirements"]
    files = sorted(path for place in places if place.is_dir() for path in place.iterdir())
    return tuple(one for path in files for one in _dependencies_of(path, root))


def _dependencies_of(path: Path, root: Path) -> list[Dependency]:
    if is_plain_python(path) or not path.is_file() or path.stat().st_size > _SIZE:
        return []
    try:
        manifest = Manifest(path, path.relative_to(root).as_posix(), sources.read(path), root, Config())
        entries = [entry for reader in readers_for(path) for entry in reader.read(manifest)]
    except (sources.UnreadableError, OSError):
        return []  # the check of manifests says so
    return [entry for entry in entries if isinstance(entry, Dependency)]


def _clauses(asked: Dependency) -> Iterator[tuple[str, str]]:
    """What bounds the version from above: a specifier as pip writes it, and the number in it."""
    rest = asked.text[len(asked.name) :] if asked.text.startswith(asked.name) else asked.text
    for operator, number, any_patch in _BOUND.findall(rest):
        if operator == "=":  # Conda's, which leaves the last part open
            operator, any_patch = "==", ".*"
        yield f"{operator}{number}{any_patch}", number


def _excludes(clause: tuple[str, str], version: str) -> bool:
    specifier, number = clause
    try:
        return Version(number) <= Version(version) and not SpecifierSet(specifier).contains(version)
    except (InvalidSpecifier, InvalidVersion):
        return False
