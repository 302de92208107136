"""Which files to lint: Python source and dependency files, sorted, each once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.config import glob_matches
from lint_rules.errors import LintError
from lint_rules.manifests import readers_for

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

DEFAULT_EXCLUDES = [
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".venv-*",
    "__pycache__",
    "__pypackages__",
    "*.egg-info",
    "_build",
    "build",
    "dist",
    "env",
    "node_modules",
    "site-packages",
    "venv",
]

_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")


def is_python(path: Path) -> bool:
    """Whether a file holds Python that is run. Stubs (`.pyi`) are not."""
    return path.suffix in (".py", ".pyw", ".ipynb")


def is_linted(path: Path) -> bool:
    return is_python(path) or bool(readers_for(path))


def discover(
    paths: Iterable[Path], exclude: tuple[str, ...], root: Path, texts: Container[Path] = ()
) -> list[Path]:
    """The files to lint. A file named on its own is linted even where a folder would leave it out.

    What `texts` holds need not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(walk(path, exclude, root)))
        elif path not in texts and not path.exists():
            raise LintError(f"{path}: no such file or directory")
        elif is_linted(path) and not is_excluded(path, exclude, root):
            found[path] = None
    return sorted(found)


def walk(folder: Path, exclude: tuple[str, ...], root: Path) -> Iterator[Path]:
    """Files below a folder that can be linted. Links to folders are not followed: no circles."""
    for current, folders, files in os.walk(folder):
        here = Path(current)
        folders[:] = sorted(name for name in folders if not _skipped(here / name, folder, exclude, root))
        for name in sorted(files):
            path = here / name
            if is_linted(path) and path.is_file() and not is_excluded(path, exclude, root):
                yield path


def _skipped(path: Path, top: Path, exclude: tuple[str, ...], root: Path) -> bool:
    """Default excludes look only below the folder asked for: `repro-lint build/src` means it."""
    below = path.relative_to(top).as_posix()
    if any(glob_matches(below, pattern) for pattern in DEFAULT_EXCLUDES):
        return True
    return _is_environment(path) or is_excluded(path, exclude, root)


def _is_environment(path: Path) -> bool:
    try:
        return (path / "pyvenv.cfg").exists()
    except OSError:  # a folder that we may not enter: os.walk passes it over
        return False


def is_excluded(path: Path, exclude: tuple[str, ...], root: Path) -> bool:
    if not exclude:
        return False
    shown = relative_path(path, root)
    return any(glob_matches(shown, pattern) for pattern in exclude)


def relative_path(path: Path, root: Path) -> str:
    """Posix path relative to the root, or the absolute one outside it."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def project_root(paths: Iterable[Path]) -> Path | None:
    """The nearest folder above all paths that looks like the top of a project."""
    folders = [str(p if p.is_dir() else p.parent) for p in paths]
    if not folders:
        return None
    common = Path(os.path.commonpath(folders))
    for folder in [common, *common.parents]:
        if any((folder / mark).exists() for mark in _PROJECT_MARKS):
            return folder
    return None
