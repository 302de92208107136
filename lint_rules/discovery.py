"""Which files to lint: Python source and dependency files, sorted, each once."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.config import glob_matches
from lint_rules.errors import LintError
from lint_rules.gitignore import Ignores, ignores_for
from lint_rules.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import PurePath

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
    ".repro_lint_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".venv-*",
    "__pycache__",
    "__pypackages__",
    "*.egg-info",
    "node_modules",
    "site-packages",
    "venv",
]
# Left out, too, but for what Git tracks there: some projects keep source below such a name.
MADE_FOLDERS = ["_build", "build", "dist", "env"]

# What no rule reads. Packages hold thousands of these, and every reader would be asked about each name.
NEVER_LINTED = (".h", ".hpp", ".cuh", ".so", ".pyc", ".pyi", ".png", ".jpg")

_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")


def is_python(path: Path) -> bool:
    """Whether a file holds Python that is run. Stubs (`.pyi`) are not."""
    return path.suffix in (".py", ".pyw", ".ipynb")


def is_plain_python(path: PurePath) -> bool:
    """Whether a file is Python and nothing else: readers of manifests take long to import."""
    return path.suffix in (".py", ".pyw") and path.name != "setup.py"


def is_linted(path: Path) -> bool:
    if is_python(path):
        return True
    from lint_rules.manifests import readers_for

    return bool(readers_for(path))


def discover(
    paths: Iterable[Path], exclude: tuple[str, ...], root: Path, texts: Mapping[Path, str] | None = None
) -> list[Path]:
    """The files to lint, sorted, each once."""
    return sorted(set(each_file(paths, exclude, root, texts or {})))


def each_file(
    paths: Iterable[Path], exclude: tuple[str, ...], root: Path, texts: Mapping[Path, str]
) -> Iterator[Path]:
    """The files to lint as they are met. One named on its own is linted where a folder would leave it out.

    What `texts` holds need not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from walk(path, exclude, root)
        elif path not in texts and not path.exists():
            raise LintError(f"{path}: no such file or directory")
        elif not is_excluded(path, exclude, root) and (is_linted(path) or is_python_script(path, texts)):
            yield path


def is_python_script(path: Path, texts: Mapping[Path, str]) -> bool:
    """Whether a file that is named on its own is Python, although its name does not say so."""
    if is_python(path) or path.is_dir() or is_linted(path):
        return False
    from lint_rules.scripts import is_script, runs_python

    return runs_python(texts[path]) if path in texts else is_script(path)


def walk(
    folder: Path, exclude: tuple[str, ...], root: Path, wanted: Callable[[Path], bool] = is_linted
) -> Iterator[Path]:
    """Files below a folder that can be linted, sorted. Links to folders are not followed: no circles.

    What Git tracks is never left out as ignored, nor as made by a build: Git itself has it so.
    """
    tracked = Tracked(folder)
    pending: list[tuple[str, Ignores | None, bool]] = [(str(folder), ignores_for(folder), False)]
    while pending:
        here, ignores, only_tracked = pending.pop()
        folders: list[tuple[str, Ignores | None, bool]] = []
        for entry in _entries(here):
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and entry.name.endswith(NEVER_LINTED):
                continue
            left_out = only_tracked or _is_left_out(entry, is_folder, ignores)
            if left_out and not (is_folder or wanted(Path(entry.path))):
                continue
            if left_out and not tracked.knows(entry.path):
                continue
            if is_folder:
                if not _skipped(entry, exclude, root):
                    inner = ignores.within(entry.path) if ignores is not None else None
                    folders.append((entry.path, inner, left_out))
            else:
                path = Path(entry.path)
                if wanted(path) and _is_file(entry) and not is_excluded(path, exclude, root):
                    yield path
        pending += reversed(folders)


def _is_left_out(entry: os.DirEntry[str], is_folder: bool, ignores: Ignores | None) -> bool:
    if is_folder and entry.name in MADE_FOLDERS:
        return True
    return ignores is not None and ignores.leaves_out(entry.path, is_folder)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # a folder that we may not enter, or that is gone
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads round in a circle
        return False


def _skipped(entry: os.DirEntry[str], exclude: tuple[str, ...], root: Path) -> bool:
    """Default excludes look only below the folder asked for: `repro-lint build/src` means it."""
    if any(fnmatchcase(entry.name, pattern) for pattern in DEFAULT_EXCLUDES):
        return True
    return _is_environment(entry.path) or is_excluded(Path(entry.path), exclude, root)


def _is_environment(folder: str) -> bool:
    try:
        os.stat(f"{folder}/pyvenv.cfg")  # noqa: PTH116 - a Path for each of thousands of folders takes time
    except OSError:
        return False
    return True


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
