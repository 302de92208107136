"""pip's requirements files: `requirements*.txt`, `requirements*.in`, and files in a `requirements` folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import Lock, Requirement
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.locks import compiled
from lint_rules.manifests.project.published import is_published
from lint_rules.manifests.project.wanted import from_requirement
from lint_rules.manifests.python.files import circle, included, pinned, requirements
from lint_rules.manifests.python.lines import lines
from lint_rules.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.locks.state import LockState
    from lint_rules.manifests.python.files import Listed
    from lint_rules.manifests.python.lines import Line
    from lint_rules.model import Level

_FILE = re.compile(
    r"(.*[-_.])?(requirements|requirement|constraints|reqs)([-_.].*)?\.(txt|in|pip)|requirements[a-z0-9]*\.(txt|in)",
    re.IGNORECASE,
)
_FOLDER_FILE = re.compile(r".*\.(txt|in)", re.IGNORECASE)


def matches(path: PurePath) -> bool:
    if _FILE.fullmatch(path.name):
        return True
    return path.parent.name.lower() in ("requirements", "reqs") and bool(_FOLDER_FILE.fullmatch(path.name))


def read(manifest: Manifest) -> Iterator[Entry]:
    """The requirements of a file. What an included file lists stands at the line that includes it, unless
    that file is read on its own.

    What a constraints file named by `-c`, or the compiled `.txt` beside an `.in` file, pins is pinned.
    """
    refuse_conflicts(manifest.text)
    _refuse_circles(manifest)
    state = _compiled(manifest)
    if state is not None:
        yield from _lock(manifest, state)
    locked = state.level if state is not None else _locked(manifest)
    published = is_published(manifest)
    for listed in requirements(manifest.text):
        entry = replace(_entry(listed, listed.line), published=published)
        yield _locked_entry(entry, locked)
    for line, listed in included(manifest.text, manifest.neighbour):
        if not matches(manifest.path.parent / listed.file):
            entry = _entry(listed, line)
            yield _locked_entry(replace(entry, reason=f"of {listed.file} {entry.reason}"), locked)


def _compiled(manifest: Manifest) -> LockState | None:
    """The `.txt` that was compiled from an `.in` file."""
    name = manifest.path.with_suffix(".txt").name
    text = manifest.neighbour(name) if manifest.path.suffix == ".in" else None
    if text is None or not compiled.made_from(text, manifest.path.name):
        return None
    listed = [from_requirement(one.line.requirement, (), "runtime") for one in requirements(manifest.text)]
    return compiled.state(name, text, [one for one in listed if not one.direct])


def _lock(manifest: Manifest, state: LockState) -> Iterator[Lock]:
    entries = list(requirements(manifest.text))
    places = [one.line.span for one in entries if one.judgement.name in state.names]
    if entries:
        place = [*places, entries[0].line.span][0]
        yield Lock(place, state.file, state.stale, state.names, state.remedy)


def _entry(listed: Listed, line: Line) -> Requirement:
    judgement = listed.judgement
    version = listed.line.version if line is listed.line else None
    return Requirement(
        line.span,
        judgement.name,
        listed.line.requirement,
        judgement.level,
        judgement.reason,
        judgement.direct,
        version=version,
    )


def _locked_entry(entry: Requirement, locked: dict[str, Level] | Level) -> Requirement:
    level = locked if isinstance(locked, str) else locked.get(canonicalize_name(entry.name), "none")
    return replace(entry, level=level) if LEVELS.index(level) > LEVELS.index(entry.level) else entry


def _locked(manifest: Manifest) -> dict[str, Level] | Level:
    """What other files pin for this one. Constraints at a URL cannot be read, and may pin everything."""
    names = [line.constraint for line in lines(manifest.text) if line.constraint]
    if any("://" in name for name in names):
        return "hash"
    if manifest.path.suffix == ".in":
        names.append(manifest.path.with_suffix(".txt").name)
    found: dict[str, Level] = {}
    for name in names:
        text = manifest.neighbour(name)
        found.update(pinned(text, manifest.neighbour) if text is not None else {})
    return found


def _refuse_circles(manifest: Manifest) -> None:
    found = circle(manifest.text, manifest.path.as_posix(), manifest.neighbour)
    if found is not None:
        line, way = found
        folder = manifest.path.parent.as_posix()
        chain = " -> ".join([manifest.path.name, *(posixpath.relpath(name, folder) for name in way)])
        raise UnreadableError(f"includes itself: {chain}", line.span.line, line.span.column)
