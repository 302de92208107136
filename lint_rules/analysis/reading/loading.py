"""What stands in a file, or in its place: as Python, and as it is written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lint_rules.analysis.reading.notebooks import Notebook
    from lint_rules.analysis.reading.sources import UnreadableError

MOST_BYTES = 16_000_000  # of a manifest


def load(path: Path, texts: Mapping[Path, str]) -> str:
    """The content of a file. Raises `UnreadableError`."""
    return texts[path] if path in texts else sources.read(path)


def load_python(path: Path, texts: Mapping[Path, str]) -> str:
    """The Python in a file; of a notebook, its cells as one module."""
    text = load(path, texts)
    return _notebook(text).python if path.suffix == sources.NOTEBOOK else text


def cell_faults(path: Path, texts: Mapping[Path, str]) -> tuple[UnreadableError, ...]:
    """Why cells of a notebook are left out of its Python."""
    return _notebook(load(path, texts)).faults if path.suffix == sources.NOTEBOOK else ()


def load_written(path: Path, texts: Mapping[Path, str]) -> str:
    """A file as it is written; of a notebook, its cells one after another, with `!pip install` and all."""
    if path.suffix == sources.NOTEBOOK:
        return _notebook(load(path, texts)).written
    if path not in texts:
        _refuse_large(path)
    return load(path, texts)


def _notebook(text: str) -> Notebook:
    from lint_rules.analysis.reading.notebooks import parse

    return parse(text)


def _refuse_large(path: Path) -> None:
    """A database of many megabytes may be called `data.yaml`."""
    with suppress(OSError):  # reading it says so
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise sources.UnreadableError(f"is too large to be read: {size / 1e6:.0f} MB")
