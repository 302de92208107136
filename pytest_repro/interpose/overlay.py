"""Opens other files in the place of those that a program names, and keeps its writing away from them."""

from __future__ import annotations

import builtins
import functools
import os
import shutil
import stat
import threading
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.interpose.opening import KEPT_BY_PATHLIB, open_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.interpose.opening import Opener
    from pytest_repro.interpose.patches import Patches

LARGEST = 2**28
"""Bytes of a file above which it is not copied, and compared by size and time only."""
_MOST = 2000
"""Files that are looked after; what a program reads beyond them is left alone."""
_NOT_DATA = (".py", ".pyc", ".pyi", ".so", ".pyd")
_CACHES = frozenset({"__pycache__", ".pytest_cache", ".git", ".hypothesis", ".mypy_cache", ".ruff_cache"})


def data_file(path: Any, root: str) -> str | None:
    """The real path of an existing data file of the project; None for anything else."""
    try:
        name = os.path.realpath(os.fsdecode(path))
        known = _stat(name)  # called at every opening of a file
    except (OSError, TypeError, ValueError):
        return None
    return name if stat.S_ISREG(known.st_mode) and _is_data(name, root) else None


def new_data_file(path: Any, root: str) -> str | None:
    """The real path of a data file of the project that is not there yet; None for anything else."""
    try:
        name = os.path.realpath(os.fsdecode(path))
    except (OSError, TypeError, ValueError):
        return None
    return name if _is_data(name, root) and not os.path.lexists(name) else None


def _is_data(name: str, root: str) -> bool:
    if not name.startswith(root + os.sep) or name.endswith(_NOT_DATA):
        return False
    return not _CACHES.intersection(PurePath(name[len(root) + 1 :]).parts)


def file_key(name: str) -> str:
    """What stands for a path as the name of a file."""
    return xxhash.xxh3_64_hexdigest(name.encode("utf-8", "surrogateescape"))


def result_mark(private: Path, name: str) -> Path:
    """The file that says that a trial has written ``name`` as a result: as old as the last time it did."""
    return private / f"{file_key(name)}.result"


def missed_mark(private: Path, name: str) -> Path:
    """The file that holds ``name``, which a trial has looked for in vain, and then made."""
    return private / f"{file_key(name)}.missed"


def digest(path: str) -> str:
    """xxh3-128 of a file's bytes; empty if it cannot be read."""
    state = xxhash.xxh3_128()
    try:
        known = os.stat(path)  # noqa: PTH116 - a text
        if known.st_size > LARGEST:
            return f"{known.st_size} bytes of {known.st_mtime_ns}"
        with _open(path, "rb") as file:
            while chunk := file.read(2**20):
                state.update(chunk)
    except OSError:
        return ""
    return state.hexdigest()


# Bound now: in a trial these are looked after later.
_open, _getpid, _stat = builtins.open, os.getpid, os.stat


class Overlay:
    """``base`` chooses the file that is read for a data file; ``reads`` is told of each that is read, and
    whether it is a result. One that is read and then written to is an input that the program rewrites: from
    then on it has a copy of its own, and what others read stays.

    Files that are written first are results, and are left alone: libraries may open them in C, where nothing
    is seen. ``made`` says of a file that is read first whether it is one all the same. What is known of a
    file lies in a folder, for the program's other processes.
    """

    def __init__(
        self,
        root: Path,
        private: Path,
        base: Callable[[str], str],
        reads: Callable[[str, bool], None],
        made: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self._root = os.path.realpath(root)
        self._private = private
        self._base = base
        self._reads = reads
        self._made = made
        self._known: set[str] = set()
        self._missed: set[str] = set()
        """Files that the program has looked for before they were there."""
        self._looking = threading.local()

    def install(self, patches: Patches) -> None:
        open_with(self._opener, patches)
        for name in ("replace", "rename"):
            moving = self._moving(getattr(os, name))
            for owner in (os, *KEPT_BY_PATHLIB):
                patches.set(owner, name, moving)

    def watch_looking(self, patches: Patches) -> None:
        """From now on, note which files the program looks for, does not find, and makes."""
        real = os.stat

        @functools.wraps(real)
        def look(path: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return real(path, *args, **kwargs)
            except FileNotFoundError:
                if not kwargs.get("dir_fd") and not getattr(self._looking, "now", False):
                    self._misses(path)
                raise

        for owner in (os, *KEPT_BY_PATHLIB):
            patches.set(owner, "stat", look)

    def _misses(self, path: Any) -> None:
        name = new_data_file(path, self._root)
        if name is not None and len(self._missed) < _MOST:
            self._missed.add(name)

    def rewritten(self) -> list[str]:
        """Keys of the inputs that the program has rewritten, sorted."""
        return sorted(file.name for file in self._private.glob("*") if not file.suffix)

    def _opener(self, file: Any, mode: Any) -> Opener | None:
        if not isinstance(mode, str) or isinstance(file, int):
            return None
        instead = self.instead_of(file, mode)
        return None if instead is None else functools.partial(_open_instead, instead)

    def instead_of(self, file: Any, mode: str) -> str | None:
        """The file to open in the place of another one; None for that one itself."""
        if getattr(self._looking, "now", False):
            return None  # to copy and compare files, we open them
        self._looking.now = True
        try:
            name = data_file(file, self._root)
            if name is None:
                if set(mode) & set("wxa"):
                    self._begins(file)
                else:
                    self._misses(file)
                return None
            if "r" in mode or {"a", "+"} <= set(mode):
                self._reads(name, self._is_result(name))
            instead = self._instead(name, bool(set(mode) & set("wax+")), bool(set(mode) & set("ra")))
            return None if instead == name else instead
        finally:
            self._looking.now = False

    def _is_result(self, name: str) -> bool:
        mark = result_mark(self._private, name)
        if mark.exists() or self._read_mark(name).exists() or not self._made(name):
            return mark.exists()
        self._set(mark)
        return True

    def _begins(self, path: Any) -> None:
        """A file that was not there before is a result, though the program may go on to read it."""
        name = new_data_file(path, self._root)
        if name is not None and len(self._known) < _MOST:
            self._known.add(name)
            self._set(result_mark(self._private, name))
            self._tell_missed(name)

    def _tell_missed(self, name: str) -> None:
        """Somebody else may have made it since it was looked for."""
        if name in self._missed:
            missed_mark(self._private, name).write_text(name, "utf-8", "surrogateescape")

    def _instead(self, name: str, writes: bool, continues: bool) -> str:
        if len(self._known) >= _MOST and name not in self._known:
            return name
        self._known.add(name)
        copy, result = self._copy(name), result_mark(self._private, name)
        if copy.exists():
            return os.fspath(copy)
        if result.exists():
            if writes:
                self._set(result)
            return name
        if writes and not continues and not self._read_mark(name).exists():
            self._set(result)
            self._tell_missed(name)
            return name
        base = self._base(name) if continues or not writes else name
        if not writes:
            self._set(self._read_mark(name))
            return base
        if os.stat(base).st_size > LARGEST:  # noqa: PTH116 - a text
            return name
        self._private.mkdir(exist_ok=True)
        part = copy.with_name(f"{copy.name}.{_getpid()}.part")
        shutil.copyfile(base, part)
        shutil.copymode(name, part)
        part.replace(copy)
        return os.fspath(copy)

    def _copy(self, name: str) -> Path:
        return self._private / file_key(name)

    def _read_mark(self, name: str) -> Path:
        return self._private / f"{file_key(name)}.read"

    def _set(self, mark: Path) -> None:
        self._private.mkdir(exist_ok=True)
        mark.touch()

    def _moving(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def move(src: Any, dst: Any, **directories: Any) -> Any:
            name = None if directories else data_file(dst, self._root)
            if name is None:
                if not directories:
                    self._begins(dst)
                return real(src, dst, **directories)
            if not self._read_mark(name).exists() and not self._copy(name).exists():
                self._set(result_mark(self._private, name))
                self._tell_missed(name)
                return real(src, dst)
            with _open(src, "rb") as old, _open(self._copy(name), "wb") as new:
                shutil.copyfileobj(old, new)
            os.unlink(src)  # noqa: PTH108 - as os.replace does
            return None

        return move


def _open_instead(instead: str, path: Any, flags: int) -> int:
    # Exclusive creation of a file that is there must fail as it would with the real one.
    return os.open(path if flags & os.O_EXCL else instead, flags, 0o666)
