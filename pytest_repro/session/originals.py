"""Keeps what data files of the project held before the user's session rewrote them, which files it has made,
and which it found in the temporary directory.

An audit hook sees each file before it is opened, so before it is emptied. Hooks cannot be removed: this one
does nothing once the session is over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.databases import file_of
from pytest_repro.interpose.overlay import LARGEST, data_file, file_key, new_data_file
from pytest_repro.interpose.shared import Shared, note
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.sources.input_data import CREATED, LEFTOVERS, ORIGINALS

if TYPE_CHECKING:
    from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_TRUNC


_HEARD = ("open", "os.rename", "sqlite3.connect")


class Originals:
    """Copies a file that user code has read, when user code is about to write to it for the first time."""

    def __init__(self, root: Path, workplace: Path) -> None:
        self._root = os.path.realpath(root)
        self._finder = SiteFinder(root)
        self._folder = workplace / ORIGINALS
        self._created = workplace / CREATED
        self._temporary = os.fspath(workplace.parent) + os.sep
        self._workplace = os.fspath(workplace) + os.sep
        self._leftovers = workplace / LEFTOVERS
        self._met: set[str] = set()
        """Files of the temporary directory that the session has written to, or that are noted already."""
        self._read: set[str] = set()
        self._kept: set[str] = set()
        self._shared = Shared(workplace)
        self.bodies_matter = False
        """Whether what a test's body reads may reach an output: one that is marked is checked itself."""
        self._active = False
        self._here = threading.local()

    def start(self) -> None:
        self._active = True
        sys.addaudithook(self._heard)

    def stop(self) -> None:
        self._active = False

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._active or event not in _HEARD or getattr(self._here, "looks", False):
            return
        # Our own looking opens files as well, while other threads open theirs; and nothing here may end what
        # the program is about to do.
        self._here.looks = True
        try:
            with contextlib.suppress(Exception):
                self._look(event, arguments)
        finally:
            self._here.looks = False

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        path, flags = _opened(event, arguments)
        if isinstance(path, int) or not path:
            return
        self._look_for_leftovers(path, bool(flags & _WRITES))
        made = new_data_file(path, self._root) if event == "os.rename" or flags & os.O_CREAT else None
        if made is not None and self._finder.place() is not None:
            note(self._created, made)
            self._shared.session_writes(made)
        name = data_file(path, self._root)
        if name is None or self._finder.place() is None:
            return
        self._look_who_wrote(name, flags)
        if name in self._kept:
            return
        if not flags & _WRITES:
            self._read.add(name)
        elif name in self._read or flags & (os.O_APPEND | os.O_RDWR):
            self._kept.add(name)
            self._keep(name)

    def _look_who_wrote(self, name: str, flags: int) -> None:
        reads = not flags & (os.O_WRONLY | os.O_TRUNC)
        if reads and (self.bodies_matter or not _in_body()):
            self._shared.session_reads(name)
        if flags & _WRITES:
            self._shared.session_writes(name)

    def _look_for_leftovers(self, path: Any, writes: bool) -> None:
        """Note the line that reads what an earlier run has left in the temporary directory."""
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - a text
        ours = name.startswith((self._workplace, self._root + os.sep))
        if ours or name in self._met or not name.startswith(self._temporary):
            return
        if writes or (os.path.isfile(name) and self._finder.place() is not None):  # noqa: PTH113 - a text
            self._met.add(name)
        if not writes and name in self._met:
            note(self._leftovers, [name, self._finder.place()])

    def _keep(self, name: str) -> None:
        if os.stat(name).st_size > LARGEST:  # noqa: PTH116 - a text
            return
        self._folder.mkdir(exist_ok=True)
        kept = self._folder / file_key(name)
        part = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        shutil.copyfile(name, part)
        with contextlib.suppress(FileExistsError):  # another worker of xdist was first
            os.link(part, kept)
        part.unlink()


def _in_body() -> bool:
    """Whether fixtures are set up by now, as pytest tells it."""
    phase = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[2]
    return phase in ("(call)", "(teardown)")


def _opened(event: str, arguments: tuple[Any, ...]) -> tuple[Any, int]:
    """What is opened, and how: a renaming writes to what was there, a data base is read and written."""
    if event == "open":
        return arguments[0], arguments[2]
    if event == "os.rename":
        return arguments[1], os.O_WRONLY
    return file_of(arguments[0]), os.O_RDWR | os.O_CREAT
