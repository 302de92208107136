"""Requirements files with what they include, and what they pin for others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.manifests.python.lines import Line, lines
from lint_rules.manifests.python.requirement import Judgement, judge
from lint_rules.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lint_rules.model import Level

_CONDA_EXPLICIT = "@EXPLICIT"


@dataclass(frozen=True)
class Listed:
    """A requirement, where it stands (`file` is '' for the file asked for), and what is made of it."""

    file: str
    line: Line
    judgement: Judgement


def requirements(text: str) -> Iterator[Listed]:
    """The requirements that stand in a text itself."""
    if _CONDA_EXPLICIT in text:
        return  # Conda's list of URLs of builds, each one set of bytes
    for line in lines(text):
        if line.requirement:
            yield Listed("", line, judge(line.requirement, line.hashed))


def included(text: str, read: Callable[[str], str | None]) -> Iterator[tuple[Line, Listed]]:
    """Requirements of the files that a text includes, and of theirs, each with the line that includes it."""
    seen: set[str] = set()
    for line in lines(text):
        if line.include:
            for listed in _below(line.include, read, seen):
                yield line, listed


def _below(name: str, read: Callable[[str], str | None], seen: set[str]) -> Iterator[Listed]:
    pending = [name]
    while pending:
        file = _normal(pending.pop())
        text = None if file in seen or "://" in file else read(file)
        seen.add(file)
        if text is None:
            continue
        for listed in requirements(text):
            yield Listed(file, listed.line, listed.judgement)
        pending += [_beside(file, line.include) for line in lines(text) if line.include][::-1]


def _beside(file: str, name: str) -> str:
    """`name` is relative to the folder of `file`."""
    folder = file.rpartition("/")[0]
    return f"{folder}/{name}" if folder and not name.startswith("/") else name


def _normal(name: str) -> str:
    import posixpath

    return name if "://" in name else posixpath.normpath(name.replace("\\", "/"))


def circle(text: str, own: str, read: Callable[[str], str | None]) -> tuple[Line, list[str]] | None:
    """The line of a file, named `own` with its folders, that includes it again; and the way back to it."""
    for line in lines(text):
        way = _way_back(_beside(own, line.include), own, read) if line.include else None
        if way is not None:
            return line, way
    return None


def _way_back(name: str, own: str, read: Callable[[str], str | None]) -> list[str] | None:
    pending = [[_normal(name)]]
    seen: set[str] = set()
    while pending:
        way = pending.pop()
        if way[-1] == own:
            return way
        if way[-1] in seen or (text := read(way[-1])) is None:
            continue
        seen.add(way[-1])
        pending += [[*way, _normal(_beside(way[-1], line.include))] for line in lines(text) if line.include]
    return None


def pinned(text: str, read: Callable[[str], str | None]) -> Mapping[str, Level]:
    """What a text, with its includes, fixes at least to one version: normal name -> level."""
    found: dict[str, Level] = {}
    everything = [*requirements(text), *(listed for _, listed in included(text, read))]
    for listed in everything:
        if LEVELS.index(listed.judgement.level) >= LEVELS.index("exact"):
            found[canonicalize_name(listed.judgement.name)] = listed.judgement.level
    return found
