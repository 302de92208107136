"""`setup.cfg`: what setuptools is told to require."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.entries import ProjectDependency
from lint_rules.manifests.formats import ini
from lint_rules.manifests.project.kind import kind_of
from lint_rules.manifests.project.wanted import from_requirement
from lint_rules.manifests.python.lines import version_span
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import DependencyRole
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.ini import ValueLine

_OPTIONS: dict[str, DependencyRole] = {
    "install_requires": "runtime",
    "setup_requires": "build",
    "tests_require": "development",
}


def matches(path: PurePath) -> bool:
    return path.name == "setup.cfg"


def read(manifest: Manifest) -> Iterator[ProjectDependency]:
    found = [line for line in ini.lines(manifest.text) if _role(line) is not None]
    counts: dict[tuple[str, str], int] = {}
    for line in found:
        counts[line.section, line.option] = counts.get((line.section, line.option), 0) + 1
    published = kind_of(manifest) == "library"
    for line in found:
        alone = counts[line.section, line.option] == 1
        for text, span in _parts(line) if alone else [(line.text, line.span)]:
            one = from_requirement(text, (), _role(line) or "runtime")
            version = None if one.direct else version_span(text, span.line, span.column)
            yield ProjectDependency(
                span, one.name, text, one.level, one.reason, one.direct, published, version, role=one.role
            )


def _role(line: ValueLine) -> DependencyRole | None:
    if line.text.startswith(("#", "file:", "attr:")):
        return None
    if line.section == "options.extras_require":
        return "optional"
    return _OPTIONS.get(line.option) if line.section == "options" else None


def _parts(line: ValueLine) -> Iterator[tuple[str, Span]]:
    """A list on a single line is separated by semicolons."""
    column = line.span.column
    for part in line.text.split(";"):
        text = part.strip()
        start = column + len(part) - len(part.lstrip())
        if text:
            yield text, Span(line.span.line, start, line.span.line, start + len(text))
        column += len(part) + 1
