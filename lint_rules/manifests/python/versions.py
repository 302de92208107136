"""Which version of a package is in use: as a lock file beside a manifest says, or as it is installed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from lint_rules.entries import CondaDependency
from lint_rules.manifests.conda.matchspec import specifier_of, version_in
from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import versions_of
from lint_rules.manifests.python.environments import installed, installed_by_conda

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lint_rules.entries import Dependency
    from lint_rules.manifests import Manifest

_LOCKS = {"uv.lock": "package", "poetry.lock": "package", "pdm.lock": "package", "pylock.toml": "packages"}
_HERE = "the project's environment"


class Known(NamedTuple):
    """A version, and who says so."""

    version: str
    source: str


def known_version(manifest: Manifest, entry: Dependency) -> Known | None:
    """The version to pin an entry at, if there is just one, and the entry allows it."""
    if isinstance(entry, CondaDependency) and entry.manager == "conda":
        return _known_to_conda(manifest, entry)
    try:
        parsed = Requirement(entry.text)
        if parsed.url or (parsed.marker is not None and not parsed.marker.evaluate()):
            return None
    except (InvalidRequirement, UndefinedEnvironmentName):
        return None
    known = _in_lock(manifest, canonicalize_name(parsed.name)) or _installed(manifest, parsed.name)
    if known is None or not parsed.specifier.contains(known.version, prereleases=True):
        return None
    return known


def _known_to_conda(manifest: Manifest, entry: CondaDependency) -> Known | None:
    version = installed_by_conda(manifest, entry.name)
    allowed = specifier_of(version_in(entry.text))
    try:
        fits = allowed is not None and SpecifierSet(allowed).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None
    return Known(version, _HERE) if fits else None


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
    version = installed(manifest, name)
    return Known(version, _HERE) if version else None
