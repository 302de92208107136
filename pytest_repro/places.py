"""Which other locale and time zone this machine could run under."""

from __future__ import annotations

import functools
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

_ZONES = ("Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns", "Pacific/Marquesas", "Australia/Eucla")
_ZONE_INFO = (Path("/usr/share/zoneinfo"), Path("/usr/lib/zoneinfo"))


def local_zone() -> str | None:
    """The name of the system's time zone, as ``TZ`` takes it; None if none is sure to be right."""
    try:
        target = Path("/etc/localtime").resolve(strict=True)
    except OSError:
        target = Path()
    for base in _ZONE_INFO:
        if target.is_relative_to(base.resolve()):
            return target.relative_to(base.resolve()).as_posix()
    return "UTC0" if time.timezone == 0 and not time.daylight else None


def other_zone(rng: random.Random, taken: str | None) -> str:
    """A zone with an unusual offset: by name where the system knows it, else one that needs no data base."""
    zone = rng.choice([name for name in _ZONES if name != taken])
    return zone if any((base / zone).exists() for base in _ZONE_INFO) else "XYZ-11:30"


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


@functools.cache
def _installed() -> list[str]:
    program = shutil.which("locale")
    if program is None:
        return []
    try:
        # Some names are in an encoding of their own (bokmål).
        listed = subprocess.run(
            [program, "-a"], capture_output=True, text=True, errors="replace", check=False, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return sorted(name for name in listed.split() if "utf8" in _key(name))
