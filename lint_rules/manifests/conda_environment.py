"""Conda environments: `environment*.yml`, `conda*.yml`, with the requirements of pip in them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.entries import CondaDependency, Lock
from lint_rules.manifests.conda.matchspec import judge, specifier_of, version_part
from lint_rules.manifests.formats import yaml
from lint_rules.manifests.locks import conda
from lint_rules.manifests.project.wanted import Wanted, from_requirement
from lint_rules.manifests.python.lines import lines, version_span
from lint_rules.model import LEVELS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import DependencyRole, Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node
    from lint_rules.manifests.locks.state import LockState

_FILE = re.compile(r"(.*[-_.])?(environment|conda|env|conda_?env)([-_.]?[\w.-]*)?\.ya?ml", re.IGNORECASE)
_CLEAR = re.compile(r"(environment|conda|env)\.ya?ml", re.IGNORECASE)
_NOT = re.compile(r"python_env|conda[-_](build[-_]config|lock)|condarc|pre-commit|mkdocs", re.IGNORECASE)
# The role of what stands in the list of pip, beside what Conda installs itself.
_PIP: DependencyRole = "environment"
_NAME = re.compile(r"(?:[^\s:\[]+::)?([\w.-]+)\s*(.*)")


def matches(path: PurePath) -> bool:
    return bool(_FILE.fullmatch(path.name)) and not _NOT.search(path.name)


def read(manifest: Manifest) -> Iterator[Entry]:
    if not _CLEAR.fullmatch(manifest.path.name) and "dependencies:" not in manifest.text:
        return
    root = yaml.load(manifest.text)
    listed = root.get("dependencies") if root is not None else None
    if listed is not None:
        yield from entries(manifest, listed)


def entries(manifest: Manifest, listed: Node) -> Iterator[Entry]:
    """What a list of dependencies asks for, and whether a lock beside holds it."""
    found = list(_declared(listed))
    state = _lock(manifest, [wanted for wanted, _ in found])
    if state is not None:
        names = [canonicalize_name(name) for name in state.names]
        places = [span for wanted, span in found if canonicalize_name(wanted.name) in names]
        yield Lock([*places, found[0][1]][0], state.file, state.stale, state.names, state.remedy)
    for wanted, span in found:
        level = wanted.level if state is None else max(wanted.level, state.level, key=LEVELS.index)
        of_pip = wanted.role == _PIP
        yield CondaDependency(
            span,
            wanted.name,
            wanted.text,
            level,
            wanted.reason,
            version=_version(wanted, span, manifest),
            exactly="==%s" if of_pip else "=%s",
            manager="pip" if of_pip else "conda",
        )


def _declared(listed: Node) -> Iterator[tuple[Wanted, Span]]:
    for item in listed.items:
        if item.string:
            judgement = judge(item.string)
            match = _NAME.match(item.string)
            specifier = specifier_of(match[2].strip()) if match else None
            wanted = Wanted(
                (), judgement.name, item.string, judgement.level, judgement.reason, "runtime", specifier
            )
            yield wanted, item.span
        for requirement in item.values["pip"].items if "pip" in item.values else ():
            yield from _of_pip(requirement)


def _of_pip(node: Node) -> Iterator[tuple[Wanted, Span]]:
    for line in lines(node.string or ""):
        if line.requirement:
            wanted = from_requirement(line.requirement, (), _PIP)
            hashed = line.hashed and wanted.level == "exact"
            yield replace(wanted, level="hash") if hashed else wanted, node.span


def _version(wanted: Wanted, span: Span, manifest: Manifest) -> Span | None:
    """Where a version can be put: in a text on one line, written as it is meant."""
    if wanted.direct or span.line != span.end_line:
        return None
    quotes = 1 if manifest.excerpt(span)[:1] in ("'", '"') else 0
    if wanted.role == _PIP:
        return version_span(wanted.text, span.line, span.column + quotes)
    found = version_part(wanted.text)
    start = span.column + quotes
    return Span(span.line, start + found[0], span.line, start + found[1]) if found is not None else None


def _lock(manifest: Manifest, wanted: list[Wanted]) -> LockState | None:
    """The first lock in the folder that was made from this file."""
    for name in _lock_names(manifest) if wanted else ():
        text = manifest.neighbour(name)
        state = conda.conda_lock_state(name, text, manifest.path.name, wanted) if text is not None else None
        if state is not None:
            return state
    return None


def _lock_names(manifest: Manifest) -> list[str]:
    """Locks of one platform, or of a file of another name, are called after them."""
    try:
        names = sorted(path.name for path in manifest.path.parent.iterdir())
    except OSError:
        return []
    return [name for name in names if conda.is_lock(name)]
