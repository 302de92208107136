"""A lock file beside a manifest, and what the two have to say of one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lint_rules.manifests.project.wanted import Wanted
    from lint_rules.model import Level


@dataclass(frozen=True)
class LockState:
    """What a lock says of its manifest. `names` differ; a stale lock whose names agree has none."""

    file: str
    level: Level
    stale: bool
    names: tuple[str, ...]
    remedy: str
    versions: Mapping[str, tuple[str, ...]]  # normal name -> versions held


def versions_of(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """From names and versions; a lock may hold several versions of a package, for several platforms."""
    found: dict[str, tuple[str, ...]] = {}
    for name, version in pairs:
        key = canonicalize_name(name)
        found[key] = (*found.get(key, ()), version)
    return found


def differing(wanted: Iterable[Wanted], versions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names that a lock lacks, or holds at a version that is not asked for.

    What a marker leaves out may be missing; what comes from a folder or a repository may have another name.
    """
    found: dict[str, None] = {}
    for one in wanted:
        held = versions.get(canonicalize_name(one.name))
        if held is None:
            if not one.conditional and not one.direct:
                found[one.name] = None
        elif one.specifier and not any(_fits(version, one.specifier) for version in held):
            found[one.name] = None
    return tuple(sorted(found, key=str.lower))


def _fits(version: str, specifier: str) -> bool:
    try:
        return not version or SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True  # nothing that we could judge
