"""`Pipfile`: the packages of each category, and the lock beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import Lock, ProjectDependency
from lint_rules.manifests.formats import toml
from lint_rules.manifests.locks import pipenv
from lint_rules.manifests.project.poetry import from_table
from lint_rules.manifests.project.wanted import Wanted
from lint_rules.manifests.python.requirement import judge
from lint_rules.model import LEVELS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import DependencyRole, Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.toml import Document, Way

_SETTINGS = ("source", "requires", "scripts", "pipfile", "pipenv")


def matches(path: PurePath) -> bool:
    return path.name == "Pipfile"


def read(manifest: Manifest) -> Iterator[Entry]:
    document = toml.load(manifest.text)
    wanted = list(_declared(document))
    text = manifest.neighbour(pipenv.NAME)
    try:
        state = pipenv.state(text, document.data, wanted) if text is not None else None
    except UnreadableError:  # reported where the lock is read on its own
        return
    if state is not None:
        names = [canonicalize_name(name) for name in state.names]
        places = [document.span(*one.way) for one in wanted if canonicalize_name(one.name) in names]
        place = [*places, document.key("packages")][0]
        yield Lock(place, state.file, state.stale, state.names, state.remedy)
    for one in wanted:
        level = one.level if state is None else max(one.level, state.level, key=LEVELS.index)
        span = document.span(*one.way)
        version = None
        if one.specifier is not None and manifest.excerpt(span)[1:-1] == one.text:
            version = Span(span.line, span.column + 1, span.line, span.end_column - 1)
        yield ProjectDependency(
            span,
            one.name,
            one.requirement,
            level,
            one.reason,
            one.direct,
            version=version,
            role=one.role,
        )


def _declared(document: Document) -> Iterator[Wanted]:
    for category in document.data:
        if category not in _SETTINGS:
            role: DependencyRole = "runtime" if category == "packages" else "development"
            for name, value in document.table(category).items():
                yield _wanted(name, value, (category, name), role)


def _wanted(name: str, value: Any, way: Way, role: DependencyRole) -> Wanted:
    table = value if isinstance(value, dict) else {"version": value}
    source = from_table(name, table)
    if source is not None:
        return Wanted(way, name, name, source.level, source.reason, role, None, direct=True)
    version = str(table.get("version", "*")).strip()
    specifier = "" if version == "*" else version
    judgement = judge(f"{name}{specifier}")
    conditional = any(key in table for key in ("markers", "sys_platform", "os_name", "platform_system"))
    here = (*way, "version") if "version" in table and isinstance(value, dict) else way
    return Wanted(here, name, version, judgement.level, judgement.reason, role, specifier, conditional)
