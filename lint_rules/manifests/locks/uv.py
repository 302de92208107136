"""`uv.lock`, which repeats what it was made from: uv compares the two, and so do we."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.utils import canonicalize_name

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats import toml
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.locks.packages import named_versions, tables
from lint_rules.manifests.locks.state import LockState, versions_of
from lint_rules.manifests.project.wanted import strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.toml import Document

NAME = "uv.lock"
REMEDY = "uv lock"
_ELSEWHERE = ("git", "url", "path", "directory", "editable", "virtual")

# Where it stands ('' or a group), name, extras, versions.
_Key: TypeAlias = "tuple[str, str, tuple[str, ...], frozenset[Specifier] | None]"


def state(manifest: Manifest, document: Document) -> LockState | None:
    """The lock beside a project, or that of the workspace above it; None where there is none."""
    found = _nearest(manifest)
    if found is None:
        return None
    file, place, text = found
    refuse_conflicts(text)
    versions = versions_of(named_versions(text))
    own = _own_package(text, place)
    if own is None and file != NAME:
        return None  # the lock of others: it knows nothing of this project
    if own is None:
        # The root of a workspace need not be a project itself.
        stale = "project" in document.data
        return LockState(file, "hash", stale, (), REMEDY, versions)
    names = _differences(document, own, text)
    return LockState(file, "hash", bool(names), tuple(names), REMEDY, versions)


def _nearest(manifest: Manifest) -> tuple[str, str, str] | None:
    """The name of the lock seen from the manifest, the way back from it, and its text."""
    folder = manifest.path.parent
    name, place = NAME, "."
    while True:
        text = manifest.neighbour(name)
        if text is not None:
            return name, place, text
        if folder in (manifest.root, folder.parent):
            return None
        name = f"../{name}"
        place = posixpath.normpath(f"{folder.name}/{place}")
        folder = folder.parent


def _own_package(text: str, place: str) -> dict[str, Any] | None:
    for table in tables(text):
        if not any(f'{kind} = "{place}"' in table for kind in ("virtual", "editable", "directory")):
            continue
        try:
            package = toml.loads(f"[[package]]\n{table}")["package"][0]
        except UnreadableError:
            return None
        source = package.get("source")
        if isinstance(source, dict) and place in source.values():
            return package if isinstance(package, dict) else None
    return None


def _differences(document: Document, package: dict[str, Any], text: str) -> list[str]:
    project = document.table("project")
    metadata = package.get("metadata", {})
    wanted = dict.fromkeys(_wanted(document, project.get("dynamic") or ()))
    held = dict.fromkeys(_held(metadata)) if metadata or wanted else {}
    if "dependencies" in (project.get("dynamic") or ()):
        wanted = {key: None for key in wanted if key[0]}
        held = {key: None for key in held if key[0]}
    # What comes from elsewhere on one platform only is listed twice, or not: its name has to do.
    elsewhere = {key[1] for key in [*wanted, *held] if key[3] is None}
    wanted = {_loosely(key, elsewhere): None for key in wanted}
    held = {_loosely(key, elsewhere): None for key in held}
    names = {key[1]: None for key in [*wanted, *held] if (key in wanted) != (key in held)}
    names.update(_python(project.get("requires-python"), text))
    return sorted(names)


def _loosely(key: _Key, elsewhere: set[str]) -> _Key:
    return (key[0], key[1], (), None) if key[1] in elsewhere else key


def _wanted(document: Document, dynamic: Iterable[str]) -> Iterator[_Key]:
    if "optional-dependencies" not in dynamic:
        for extra in document.table("project", "optional-dependencies"):
            yield from _keys(document.table("project", "optional-dependencies")[extra], "", document)
    yield from _keys(document.table("project").get("dependencies"), "", document)
    for group, items in document.table("dependency-groups").items():
        yield from _keys(_whole_group(document, items, (group,)), canonicalize_name(group), document)
    yield from _keys(document.table("tool", "uv").get("dev-dependencies"), "dev", document)


def _whole_group(document: Document, items: Any, seen: tuple[str, ...]) -> list[str]:
    """The requirements of a group, with those of the groups that it includes."""
    groups = {canonicalize_name(k): v for k, v in document.table("dependency-groups").items()}
    found: list[str] = []
    for item in items if isinstance(items, list) else ():
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            other = canonicalize_name(str(item.get("include-group", "")))
            if other not in seen:
                found += _whole_group(document, groups.get(other), (*seen, other))
    return found


def _keys(items: Any, group: str, document: Document) -> Iterator[_Key]:
    sources = document.table("tool", "uv", "sources").items()
    elsewhere = {canonicalize_name(name) for name, source in sources if _is_elsewhere(source)}
    for _, text in strings(items):
        try:
            parsed = Requirement(text)
        except InvalidRequirement:
            continue
        name = canonicalize_name(parsed.name)
        versions = None if parsed.url or name in elsewhere else _parts(parsed.specifier)
        yield group, name, tuple(sorted(map(canonicalize_name, parsed.extras))), versions


def _is_elsewhere(source: Any) -> bool:
    """Another index does not change what is asked for; a repository, a URL or a folder does."""
    parts = source if isinstance(source, list) else [source]
    return any(isinstance(part, dict) and "index" not in part for part in parts)


def _held(metadata: dict[str, Any]) -> Iterator[_Key]:
    groups = {"": metadata.get("requires-dist"), **(metadata.get("requires-dev") or {})}
    for group, items in groups.items():
        for item in items if isinstance(items, list) else ():
            if not isinstance(item, dict) or "name" not in item:
                continue
            elsewhere = any(key in item for key in _ELSEWHERE)
            versions = None if elsewhere else _parts_of(str(item.get("specifier", "")))
            extras = item.get("extras") or ()
            yield (
                canonicalize_name(group),
                canonicalize_name(str(item["name"])),
                tuple(sorted(canonicalize_name(str(e)) for e in extras)),
                versions,
            )


def _parts_of(specifier: str) -> frozenset[Specifier]:
    try:
        return _parts(SpecifierSet("" if specifier == "*" else specifier))
    except InvalidSpecifier:
        return frozenset()


def _parts(specifiers: SpecifierSet) -> frozenset[Specifier]:
    return frozenset(specifiers)


def _python(wanted: Any, text: str) -> dict[str, None]:
    """uv locks for the versions of Python that the project supports; a workspace, for those that all do."""
    head = text.partition("[[package]]")[0]
    if "[manifest]" in head:
        return {}
    held = toml.loads(head).get("requires-python") if "requires-python" in head else None
    if not isinstance(wanted, str) or not isinstance(held, str):
        return {}
    return {} if same_pythons(wanted, held) else {"requires-python": None}


def same_pythons(wanted: str, held: str) -> bool:
    """uv writes `==3.11.*` for `>=3.11,<3.12`."""
    if _parts_of(wanted) == _parts_of(held):
        return True
    try:
        sets = [SpecifierSet(one) for one in (wanted, held)]
    except InvalidSpecifier:
        return False
    bounds = sorted(
        {part.version for one in sets for part in one if re.fullmatch(r"\d+(\.\d+)*", part.version)}
    )
    minors = [f"3.{minor}.{patch}" for minor in range(40) for patch in (0, 1, 30)]
    return all(sets[0].contains(python) == sets[1].contains(python) for python in [*minors, *bounds])
