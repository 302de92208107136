"""Which Python a project runs on: asked once for each project, where one would look for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.reading.sources import read as read_text
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.entries import ProjectPython
from lint_rules.manifests.formats import toml
from lint_rules.manifests.project.kind import kind_of
from lint_rules.manifests.project.python import admits_one_minor, fixed_by, has_code
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

    from lint_rules.manifests import Manifest

# The first of them that a folder has is where the version is looked for.
_ORDER = (
    "pyproject.toml",
    "Pipfile",
    "pixi.toml",
    "environment.yml",
    "environment.yaml",
    "conda.yaml",
    "conda.yml",
    "requirements.txt",
    "requirements.in",
)
_CONDA_PYTHON = re.compile(r"^\s*-\s*[\"']?(\S+::)?python\b", re.MULTILINE)
_PROJECT = re.compile(r"^\[(project|tool\.poetry|dependency-groups)\b", re.MULTILINE)
_PACKAGED = ("setup.py", "setup.cfg")


def matches(path: PurePath) -> bool:
    return path.name in _ORDER


def read(manifest: Manifest) -> Iterator[ProjectPython]:
    folder = manifest.path.parent
    first = next((name for name in _ORDER if _is_manifest(folder / name)), "")
    if first != manifest.path.name or _belongs_above(folder, manifest.root):
        return
    if kind_of(manifest) == "library" or not has_code(folder):
        return
    span, requires = _place(manifest)
    if span is not None:
        by = manifest.path.name if requires and admits_one_minor(requires) else ""
        yield ProjectPython(span, by or fixed_by(folder, manifest.root))


def _is_manifest(path: Path) -> bool:
    """Often `pyproject.toml` holds nothing but settings of tools."""
    if path.name != "pyproject.toml":
        return path.is_file()
    try:
        return _PROJECT.search(read_text(path)) is not None
    except UnreadableError:
        return False


def _belongs_above(folder: Path, root: Path) -> bool:
    """Whether the project begins in a folder above."""
    above = [parent for parent in folder.parents if parent == root or root in parent.parents]
    names = (*_ORDER, *_PACKAGED)
    return any(_is_manifest(parent / name) for parent in above for name in names)


def _place(manifest: Manifest) -> tuple[Span | None, str]:
    """Where the version stands or would stand, and what is said there. None where another rule says it."""
    if manifest.path.name.endswith((".yml", ".yaml")) and _CONDA_PYTHON.search(manifest.text):
        return None, ""
    if manifest.path.suffix == ".toml":
        return _in_toml(manifest)
    for number, line in enumerate(split_lines(manifest.text), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return Span(number, 1, number, len(line.rstrip()) + 1), ""
    return None, ""


def _in_toml(manifest: Manifest) -> tuple[Span | None, str]:
    try:
        document = toml.load(manifest.text)
    except UnreadableError:
        return None, ""
    for *above, key in (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")):
        value = document.table(*above).get(key)
        if isinstance(value, str):
            return document.span(*above, key), value
    for way in (("project",), ("tool", "poetry")):
        if way in document.keys:
            return document.keys[way], ""
    return min(document.keys.values(), default=None), ""
