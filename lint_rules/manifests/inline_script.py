"""Dependencies that a script declares in a comment (PEP 723), as `uv run` and `pipx run` read them.

Every Python file may hold one, so this reader is asked where the scan of the source has seen its first line.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import INLINE, UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.entries import Lock, ProjectDependency
from lint_rules.manifests.formats import toml
from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import LockState, differing, versions_of
from lint_rules.manifests.project import standard
from lint_rules.manifests.python.lines import version_span
from lint_rules.model import LEVELS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.project.wanted import Wanted
    from lint_rules.model import Level

_CLOSING = "# ///"
_PREFIX = re.compile(r"#(?: |$)")


def matches(path: PurePath) -> bool:
    return path.suffix in (".py", ".pyw")


def read(manifest: Manifest) -> Iterator[Entry]:
    first, lines = _block(manifest.text)
    try:
        document = toml.load("\n".join(line[2:] for line in lines))
    except UnreadableError as error:
        raise UnreadableError(error.message, error.line + first, error.column + 2) from None
    wanted = list(standard.with_sources(standard.of_script(document), document))
    if not wanted:
        return
    lock = _lock_state(manifest, wanted)
    if lock is not None:
        place = _in_file(document.key("dependencies"), first)
        yield Lock(place, lock.file, lock.stale, lock.names, lock.remedy)
    locked: Level = lock.level if lock is not None else "none"
    dated = "exclude-newer" in document.table("tool", "uv")  # of what an index has, not of repositories
    for one in wanted:
        span = _in_file(document.span(*one.way), first)
        levels: list[Level] = [one.level, locked, "exact" if dated and not one.direct else "none"]
        level = max(levels, key=LEVELS.index)
        plain = not one.direct and span.line == span.end_line and manifest.excerpt(span)[1:-1] == one.text
        version = version_span(one.text, span.line, span.column + 1) if plain else None
        yield ProjectDependency(span, one.name, one.text, level, one.reason, one.direct, False, version)


def _block(text: str) -> tuple[int, list[str]]:
    """How many lines stand before those of the block, and these; the comment's last `# ///` ends it."""
    every = [line.rstrip() for line in split_lines(text)]
    first = every.index(INLINE) + 1 if INLINE in every else len(every)
    comment = list(takewhile(_PREFIX.match, every[first:]))
    closing = [number for number, line in enumerate(comment) if line == _CLOSING]
    return first, comment[: closing[-1]] if closing else []


def _in_file(span: Span, first: int) -> Span:
    """From the place in the block's TOML: each of its lines had `# ` before it."""
    return Span(span.line + first, span.column + 2, span.end_line + first, span.end_column + 2)


def _lock_state(manifest: Manifest, wanted: Sequence[Wanted]) -> LockState | None:
    """Of the lock that `uv lock --script` puts beside a script."""
    name = f"{manifest.path.name}.lock"
    text = manifest.neighbour(name)
    if text is None:
        return None
    versions = versions_of(named_versions(text))
    names = differing(wanted, versions)
    return LockState(name, "hash", bool(names), names, f"uv lock --script {manifest.path.name}", versions)
