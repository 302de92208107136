"""Requirements files that a package is built from: they list what the library publishes."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats import toml

if TYPE_CHECKING:
    from lint_rules.manifests import Manifest

_LITERAL = re.compile(r"""["']([^"'\n]*)["']""")
_ANYTHING = re.compile(r"\\\(\\\.\\\*(?:\\\?)?\\\)|\\\{[^}]*\\\}|(\\\*)+|%s")
_NAMING = re.compile(r"req|deps|dependencies", re.IGNORECASE)
# How far above a file the project that it belongs to may be.
_ABOVE = ("", "../", "../../")


def is_published(manifest: Manifest) -> bool:
    """Whether `setup.py`, `setup.cfg` or `pyproject.toml` reads a requirements file for what it publishes."""
    if manifest.config.project_kind == "application":
        return False
    folder = manifest.path.parent
    for above in _ABOVE:
        readers = (_in_setup_py, _in_setup_cfg, _in_pyproject)
        for file, names in zip(("setup.py", "setup.cfg", "pyproject.toml"), readers, strict=True):
            text = manifest.neighbour(above + file)
            if text is not None and names(text, manifest.path) and not _means_another(manifest, above, text):
                return True
        if folder in (manifest.root, folder.parent):
            return False
        folder = folder.parent
    return False


def _means_another(manifest: Manifest, above: str, text: str) -> bool:
    """Whether the plain name stands for a file beside the reader: `requirements.txt`, not that of `docs`."""
    path = manifest.path
    if not above or manifest.neighbour(above + path.name) is None:
        return False
    return not re.search(rf"\b{re.escape(path.parent.name)}\b[^\n]*\b{re.escape(path.name)}", text)


def _in_setup_py(text: str, path: PurePath) -> bool:
    """Named in a string, or by a pattern: `f"requirements/{part}.txt"`, `glob("reqs/*.txt")`."""
    return any(_may_name(PurePath(literal), path) for literal in _LITERAL.findall(text))


def _may_name(literal: PurePath, path: PurePath) -> bool:
    """A pattern for any name has to name the folder: `*.txt` alone is data of the package."""
    if literal.name == path.name:
        return True
    pattern = _ANYTHING.sub(".*", re.escape(literal.name))
    says_what = _NAMING.search(literal.name) or literal.parent.name == path.parent.name
    return bool(".*" in pattern and says_what and re.fullmatch(pattern, path.name))


def _in_setup_cfg(text: str, path: PurePath) -> bool:
    return any("file:" in line and path.name in re.split(r"[\s,/:]+", line) for line in text.splitlines())


def _in_pyproject(text: str, path: PurePath) -> bool:
    if path.name not in text:
        return False
    try:
        tool = toml.loads(text).get("tool")
    except UnreadableError:
        return False
    tables = [_inner(tool, "setuptools", "dynamic"), _inner(tool, "hatch", "metadata"), _inner(tool, "pdm")]
    literals = [one for table in tables for one in _LITERAL.findall(json.dumps(table, default=str))]
    return any(PurePath(literal).name == path.name for literal in literals)


def _inner(table: object, *way: str) -> object:
    for name in way:
        table = table.get(name) if isinstance(table, dict) else None
    return table
