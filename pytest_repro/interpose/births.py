"""When a file or folder was made: times of change say nothing of that, and Python asks for no more."""

from __future__ import annotations

import functools
import os
import sys
from typing import Any

_NS = 1_000_000_000
_HERE, _SYNC_AS_STAT, _BIRTH = -100, 0, 0x800
_MASK, _SECONDS, _NANOSECONDS = slice(0, 4), slice(80, 88), slice(88, 92)
"""Where they lie in the kernel's ``struct statx``, which is the same on every machine."""


def born(path: str) -> int:
    """Nanoseconds since 1970 at which a file was made; 0 where the system or the file system does not say."""
    statx = _statx()
    if statx is None:
        return _as_python_says(path)
    import ctypes

    found = ctypes.create_string_buffer(256)
    if statx(_HERE, os.fsencode(path), _SYNC_AS_STAT, _BIRTH, found):
        return 0
    number = functools.partial(int.from_bytes, byteorder=sys.byteorder)
    if not number(found.raw[_MASK]) & _BIRTH:
        return 0
    return number(found.raw[_SECONDS], signed=True) * _NS + number(found.raw[_NANOSECONDS])


def _as_python_says(path: str) -> int:
    try:
        known = os.stat(path)  # noqa: PTH116 - a text
    except OSError:
        return 0
    return int(getattr(known, "st_birthtime", 0) * _NS)


@functools.cache
def _statx() -> Any:
    """The function of the C library, where it has one."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), "statx", None)
