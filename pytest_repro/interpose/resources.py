"""Memory, disk and load of the machine, as a program measures them, and what it is given in their place.

Only what the user's own code asks is looked after, itself or through psutil and the like: pools size
themselves by such figures.
"""

from __future__ import annotations

import builtins
import functools
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.frames import package_of
from pytest_repro.interpose.opening import open_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, ModuleType

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.opening import Opener
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Tap

PART = "resources"
_PSEUDO_FILES = ("/proc/", "/sys/")
_BETWEEN = frozenset({
    __name__.partition(".")[0], "_pyio", "fileinput", "genericpath", "io", "os", "pathlib", "psutil",
    "shutil",
})  # fmt: skip
"""Modules that measure for whoever calls them."""
_FREE = re.compile(rb"^((?:MemFree|MemAvailable|SwapFree): +)(\d+)", re.MULTILINE)
_FREE_PAGES = tuple(
    name for name in ("SC_AVPHYS_PAGES", getattr(os, "sysconf_names", {}).get("SC_AVPHYS_PAGES")) if name
)
_STATVFS_FREE = (3, 4, 6, 7)
"""``f_bfree``, ``f_bavail``, ``f_ffree`` and ``f_favail``."""

# Bound now: in a trial it is looked after later.
_open = builtins.open


class Resources:
    """``share``: how much of what is free a varied trial is left, from 0 to 1; 1 leaves the figures alone."""

    def __init__(self, tap: Tap, finder: SiteFinder, share: float = 1) -> None:
        self._tap = tap
        self._finder = finder
        self._share = share

    def install(self, patches: Patches, imports: ImportHooks) -> None:
        for name in ("statvfs", "fstatvfs"):
            if hasattr(os, name):
                patches.set(os, name, self._measuring(getattr(os, name), self._less_free))
        if hasattr(os, "getloadavg"):
            patches.set(os, "getloadavg", self._measuring(os.getloadavg, self._more_load))
        if hasattr(os, "sysconf"):
            patches.set(os, "sysconf", self._asking_for_pages(os.sysconf))
        imports.when_imported("resource", lambda module: self._tap_usage(module, patches))
        open_with(self._opener, patches)

    def _tap_usage(self, module: ModuleType, patches: Patches) -> None:
        patches.set(module, "getrusage", self._measuring(module.getrusage, self._more_used))

    def _measuring(self, real: Callable[..., Any], varied: Callable[[Any], Any]) -> Callable[..., Any]:
        name = real.__name__

        def measure(*args: Any) -> Any:
            if not self._is_asked_for():
                return real(*args)
            found = real(*args)
            return self._tap.ask(
                PART,
                lambda: varied(found),
                lambda answer: [name, list(answer)],
                lambda kept: type(found)(kept[1]) if kept[0] == name else found,
            )

        return measure

    def _asking_for_pages(self, real: Callable[[Any], int]) -> Callable[[Any], int]:
        def sysconf(name: Any) -> int:
            if name not in _FREE_PAGES or not self._is_asked_for():
                return real(name)
            return self._tap.ask(
                PART,
                lambda: int(real(name) * self._share),
                lambda pages: ["sysconf", pages],
                lambda kept: int(kept[1]) if kept[0] == "sysconf" else real(name),
            )

        return sysconf

    def _is_asked_for(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and package_of(frame) in _BETWEEN:
            frame = frame.f_back
        return frame is not None and self._finder.is_user_file(frame.f_code.co_filename)

    # What a varied trial is told -----------------------------------------------------------------------

    def _less_free(self, found: Any) -> Any:
        if self._share == 1:
            return found
        return type(found)(
            int(value * self._share) if index in _STATVFS_FREE else value for index, value in enumerate(found)
        )

    def _more_load(self, found: tuple[float, ...]) -> tuple[float, ...]:
        return found if self._share == 1 else tuple(load + 1 / self._share for load in found)

    def _more_used(self, usage: Any) -> Any:
        if self._share == 1:
            return usage
        return type(usage)(type(value)(value / self._share) for value in usage)

    def _less_memory(self, text: bytes) -> bytes:
        if self._share == 1:
            return text
        return _FREE.sub(lambda found: found[1] + str(int(int(found[2]) * self._share)).encode(), text)

    # Files of the kernel -------------------------------------------------------------------------------

    def _opener(self, file: Any, mode: Any) -> Opener | None:
        if not _is_pseudo(file, mode) or not self._is_asked_for():
            return None
        # Opened for real first: what is not there, or not to be read, must fail as ever.
        with _open(file, "rb") as there:
            return functools.partial(_holding, self._content(os.fspath(file), there))

    def _content(self, name: str, there: Any) -> bytes:
        content: bytes = self._tap.ask(
            PART,
            lambda: self._less_memory(there.read()),
            lambda content: [name, content.decode("latin-1")],
            lambda kept: kept[1].encode("latin-1") if kept[0] == name else there.read(),
        )
        return content


def _is_pseudo(file: Any, mode: Any) -> bool:
    if not isinstance(file, str | os.PathLike) or mode not in ("r", "rt", "rb"):
        return False
    name = os.fspath(file)
    return isinstance(name, str) and name.startswith(_PSEUDO_FILES)


def _holding(content: bytes, name: str, flags: int) -> int:
    """A descriptor of a file in memory: who reads it wants a real one."""
    number = os.memfd_create(PART)
    with _open(number, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(number, 0, os.SEEK_SET)
    return number
