"""Which other locale this machine could run under."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def other_locale(environ: Mapping[str, str]) -> dict[str, str | None] | None:
    """Variables that select another installed UTF-8 locale; None where there is no other.

    The encoding stays UTF-8: a program may rely on it.
    """
    current = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "C")
    names = [name for name in _installed() if _key(name) != _key(current)]
    if not names:
        return None
    # A locale with a language sorts, formats and lower-cases in other ways than C does: prefer one.
    chosen = next((name for name in names if not name.startswith(("C.", "POSIX"))), names[0])
    return {"LC_ALL": chosen, "LANG": chosen, "LANGUAGE": None}


def _key(name: str) -> str:
    return name.lower().replace("-", "")


def _installed() -> list[str]:
    program = shutil.which("locale")
    if program is None:
        return []
    listed = subprocess.run([program, "-a"], capture_output=True, text=True, check=False, timeout=20)
    return sorted(name for name in listed.stdout.split() if "utf8" in _key(name))
