"""What stands in a file, or in its place: as Python, and as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis import sources
from lint_rules.analysis.notebooks import SUFFIX, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load(path: Path, texts: Mapping[Path, str]) -> str:
    """The content of a file. Raises `UnreadableError`."""
    return texts[path] if path in texts else sources.read(path)


def load_python(path: Path, texts: Mapping[Path, str]) -> str:
    """The Python in a file; of a notebook, its cells as one module."""
    text = load(path, texts)
    return parse(text).python if path.suffix == SUFFIX else text


def load_written(path: Path, texts: Mapping[Path, str]) -> str:
    """A file as it is written; of a notebook, its cells one after another, with `!pip install` and all."""
    text = load(path, texts)
    return parse(text).written if path.suffix == SUFFIX else text
