"""Hatch's environments, in `pyproject.toml` or `hatch.toml`, each with the lock that Hatch or a plugin makes.

Hatch writes `pylock.toml` and `pylock.NAME.toml` where `locked` or `lock-envs` says so; hatch-pip-compile
writes `requirements.txt` and `requirements/requirements-NAME.txt`, or what `lock-filename` says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import Lock, ProjectDependency
from lint_rules.manifests.formats import toml
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.locks import compiled
from lint_rules.manifests.project.kind import kind_of
from lint_rules.manifests.project.wanted import from_requirement, strings
from lint_rules.manifests.python.lines import version_span
from lint_rules.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.toml import Document
    from lint_rules.manifests.locks.state import LockState
    from lint_rules.manifests.project.wanted import Wanted

_KEYS = ("dependencies", "extra-dependencies")
_DEFAULT = "default"


def matches(path: PurePath) -> bool:
    return path.name in ("pyproject.toml", "hatch.toml")


def read(manifest: Manifest) -> Iterator[Entry]:
    if manifest.path.name == "pyproject.toml" and "tool.hatch" not in manifest.text:
        return
    document = toml.load(manifest.text)
    top: tuple[str, ...] = ("tool", "hatch") if manifest.path.name == "pyproject.toml" else ()
    for name in document.table(*top, "envs"):
        yield from _environment(manifest, document, top, name)


def _environment(
    manifest: Manifest, document: Document, top: tuple[str, ...], name: str
) -> Iterator[Lock | ProjectDependency]:
    way = (*top, "envs", name)
    wanted = [
        from_requirement(text, (*way, key, index), "environment")
        for key in _KEYS
        for index, text in strings(document.table(*way).get(key))
        if text.strip()
    ]
    if not wanted:
        return
    try:
        state = _lock(manifest, name, document.table(*way), document.table(*top), wanted)
    except UnreadableError:  # reported where the lock is read on its own
        return
    if state is not None:
        differing = [canonicalize_name(one) for one in state.names]
        places = [document.span(*one.way) for one in wanted if canonicalize_name(one.name) in differing]
        place = [*places, document.key(*way)][0]
        yield Lock(place, state.file, state.stale, state.names, state.remedy)
    published = kind_of(manifest) == "library"
    for one in wanted:
        yield _entry(one, document, manifest, published, state)


def _entry(
    one: Wanted, document: Document, manifest: Manifest, published: bool, state: LockState | None
) -> ProjectDependency:
    level = one.level if state is None else max(one.level, state.level, key=LEVELS.index)
    span = document.span(*one.way)
    plain = one.specifier is not None and manifest.excerpt(span)[1:-1] == one.text
    version = version_span(one.text, span.line, span.column + 1) if plain else None
    return ProjectDependency(
        span, one.name, one.text, level, one.reason, one.direct, published, version, role=one.role
    )


def _lock(
    manifest: Manifest, name: str, table: dict[str, Any], settings: dict[str, Any], wanted: list[Wanted]
) -> LockState | None:
    relevant = [replace(one, role="runtime") for one in wanted]
    named = table.get("lock-filename")
    if table.get("type") == "pip-compile":
        usual = "requirements.txt" if name == _DEFAULT else f"requirements/requirements-{name}.txt"
        file = named if isinstance(named, str) else usual
        text = manifest.neighbour(file)
        state = compiled.state(file, text, relevant) if text is not None else None
        return replace(state, remedy=f"hatch run {name}:true") if state is not None else None
    if table.get("locked", settings.get("lock-envs")) is not True:
        return None
    usual = "pylock.toml" if name == _DEFAULT else f"pylock.{name}.toml"
    file = named if isinstance(named, str) else usual
    text = manifest.neighbour(file)
    if text is None:
        return None
    refuse_conflicts(text)
    return replace(compiled.pylock_state(file, text, relevant), remedy=f"hatch env lock {name}")
