"""Which functions a project installs as commands: they are entry points, whatever they are called.

The three files that may declare them spell them alike (`train = pkg.cli:main`, quoted or not), so they are
searched and not parsed. What else looks so (`image = "python:3"`) names no function of the project.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DECLARED = re.compile(r"""=\s*["']?([A-Za-z_][\w.]*)\s*:\s*([A-Za-z_][\w.]*)""")
_NAMES = ("pyproject.toml", "setup.cfg", "setup.py")


def declaring_files(root: Path) -> list[Path]:
    """The files at the top of a project, and of the projects in folders right below it."""
    try:
        with os.scandir(root) as entries:
            folders = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    places = [root, *(root / folder for folder in folders if not folder.startswith("."))]
    return [path for place in places for name in _NAMES if (path := place / name).is_file()]


def console_scripts(root: Path) -> frozenset[str]:
    """The dotted names of the functions that are declared as commands."""
    return frozenset(
        f"{m[1]}.{m[2]}" for path in declaring_files(root) for m in _DECLARED.finditer(_text(path))
    )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
