"""`pyproject.toml`: what a project depends on, whichever tool's tables say it, and the lock beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import Lock, ProjectDependency
from lint_rules.manifests.formats import toml
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.locks import compiled, pdm, poetry, uv
from lint_rules.manifests.project import poetry as poetry_tables
from lint_rules.manifests.project import standard
from lint_rules.manifests.project.kind import kind_of
from lint_rules.manifests.python.lines import version_span
from lint_rules.model import LEVELS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.toml import Document
    from lint_rules.manifests.locks.state import LockState
    from lint_rules.manifests.project.wanted import Wanted

_POETRY = ("tool", "poetry")
# A lock says nothing about them: they are installed by others.
_NOT_LOCKED = ("build", "environment")
_COMPILED = ("requirements.txt", "requirements.lock", "requirements-lock.txt", "constraints.txt")


def matches(path: PurePath) -> bool:
    return path.name == "pyproject.toml"


def read(manifest: Manifest) -> Iterator[Entry]:
    document = toml.load(manifest.text)
    wanted = [
        *standard.with_sources(standard.declared(document), document),
        *poetry_tables.declared(document),
    ]
    if not wanted:
        return
    try:
        states = list(_lock_states(manifest, document, wanted))
    except UnreadableError:  # reported where the lock is read on its own
        return
    for state in states:
        place = _place(document, wanted, state)
        yield Lock(place, state.file, state.stale, state.names, state.remedy)
    published = kind_of(manifest) == "library"
    for one in wanted:
        locked = [] if one.role in _NOT_LOCKED else [state.level for state in states]
        level = max([one.level, *locked], key=LEVELS.index)
        span = document.span(*one.way)
        version = _version(one, span, manifest)
        exactly = "%s" if one.way[:2] == _POETRY else "==%s"
        text = one.requirement
        yield ProjectDependency(
            span, one.name, text, level, one.reason, one.direct, published, version, exactly, one.role
        )


def _lock_states(manifest: Manifest, document: Document, wanted: Sequence[Wanted]) -> Iterator[LockState]:
    found = uv.state(manifest, document)
    if found is not None:
        yield found
    for name, state in ((poetry.NAME, poetry.state), (pdm.NAME, pdm.state)):
        text = manifest.neighbour(name)
        if text is not None:
            refuse_conflicts(text)
            yield state(text, document, wanted)
    text = manifest.neighbour("pylock.toml")
    if text is not None:
        refuse_conflicts(text)
        yield compiled.pylock_state("pylock.toml", text, wanted)
    for name in _COMPILED:
        text = manifest.neighbour(name)
        if text is not None and compiled.made_from(text, "pyproject.toml"):
            yield compiled.state(name, text, wanted)


def _place(document: Document, wanted: Sequence[Wanted], state: LockState) -> Span:
    """Where the first name that differs stands, or else where the dependencies do."""
    names = [canonicalize_name(name) for name in state.names]
    for one in wanted:
        if canonicalize_name(one.name) in names:
            return document.span(*one.way)
    if "requires-python" in names:
        return document.key("project", "requires-python")
    for way in (("project", "dependencies"), ("tool", "poetry", "dependencies"), wanted[0].way[:1]):
        if way in document.keys:
            return document.keys[way]
    return document.span(*wanted[0].way)


def _version(one: Wanted, span: Span, manifest: Manifest) -> Span | None:
    """Within a string on one line, written as it is meant."""
    if one.specifier is None or span.line != span.end_line or manifest.excerpt(span)[1:-1] != one.text:
        return None
    if one.way[:2] == _POETRY:
        return Span(span.line, span.column + 1, span.line, span.end_column - 1)
    return version_span(one.text, span.line, span.column + 1)
