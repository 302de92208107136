"""Finds the line of the user's own code that a call comes from."""

from __future__ import annotations

import linecache
import os
import re
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_repro.interpose.factories import field_made_in
from pytest_repro.model import Site

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from pytest_repro.interpose.factories import Field

_OWN_PACKAGE = str(Path(__file__).resolve().parents[1]) + os.sep
# The linter is asked in the user's session and may lie in a checkout: what it reads is no data of theirs.
_OURS = (_OWN_PACKAGE, str(Path(__file__).resolve().parents[2] / "lint_rules") + os.sep)
# What an import, a digest or a trace does in passing, under a line of the user's, is not that line's doing.
_NOT_THE_USERS = (
    "<frozen importlib",
    *(
        f"{package}{os.sep}{part}"
        for package in dict.fromkeys((str(Path(__file__).parents[1]), _OWN_PACKAGE.rstrip(os.sep)))
        for part in (f"outputs{os.sep}", str(Path("traces", "digest.py")))
    ),
)
_INSTALLED = re.compile(r"[/\\](?:site|dist)-packages[/\\]")


_POOLS = frozenset(
    {"anyio", "asyncio", "concurrent", "functools", "joblib", "loky", "multiprocessing", "pytest_repro"}
)


class Place(NamedTuple):
    """A site without its text: cheap enough to take at every draw."""

    file: str
    line: int
    function: str
    field: Field | None = None
    """Of a dataclass that the line makes, the one whose factory is running."""


def place_in(code: CodeType, line: int) -> Place:
    return Place(code.co_filename, line, getattr(code, "co_qualname", code.co_name))


class SiteFinder:
    """Tells the user's code from libraries, and the line of it that is running.

    User code is every file that belongs neither to the standard library, nor to an installed
    distribution, nor to this project. A draw made by a library while it is being *imported* has no site:
    it is the library's own (numpy seeds its global stream then), not something that the user's line did.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._libraries = _library_folders()
        base = os.path.realpath(root) + os.sep
        inside = _INSTALLED.search(base)
        self._installed_root = base if inside and inside.end() < len(base) else ""
        self._user: dict[str, bool] = {}
        self._passed: set[str] = set()
        """Files of libraries, which the search for the user's line goes through."""
        self._places: dict[tuple[int, int], tuple[Place, CodeType]] = {}

    def place(self, depth: int = 1) -> Place | None:
        """The innermost user frame, ``depth`` frames above the caller; None if there is none."""
        frame: FrameType | None = sys._getframe(depth)
        passed, called = self._passed, None
        while frame is not None:
            file = frame.f_code.co_filename
            if file not in passed:
                if self.is_user_file(file):
                    return self._with_field(self._place(frame), called)
                if file.startswith(_NOT_THE_USERS):
                    return None
                passed.add(file)
            frame, called = frame.f_back, frame
        return None

    def in_library(self, depth: int = 1) -> bool:
        """Whether a library called the pool that was called ``depth`` frames above the caller."""
        frame: FrameType | None = sys._getframe(depth)
        while frame is not None and _is_pool(frame):
            frame = frame.f_back
        return frame is not None and not self.is_user_file(frame.f_code.co_filename)

    def _with_field(self, place: Place, called: FrameType | None) -> Place:
        """``called``: the frame that the user's own line has called."""
        field = None if called is None else field_made_in(called)
        return place if field is None or not self.is_user_file(field.file) else place._replace(field=field)

    def _place(self, frame: FrameType) -> Place:
        code = frame.f_code
        known = self._places.get((id(code), frame.f_lasti))
        if known is None:
            place = place_in(code, frame.f_lineno)
            # The code object is kept, so that its id stays its own.
            known = self._places[id(code), frame.f_lasti] = place, code
        return known[0]

    def is_user_file(self, filename: str) -> bool:
        known = self._user.get(filename)
        if known is None:
            known = self._user[filename] = self._classify(filename)
        return known

    def is_installed(self, filename: str) -> bool:
        """Whether a file is of an installed distribution, not of the standard library."""
        return not self.is_user_file(filename) and _INSTALLED.search(filename) is not None

    def _classify(self, filename: str) -> bool:
        if filename.startswith("<"):
            return False
        path = os.path.realpath(filename)
        if path.startswith(_OURS):
            return False
        if self._installed_root and path.startswith(self._installed_root):
            # pytest --pyargs: what is tested is itself an installed package.
            path = path[len(self._installed_root) - 1 :]
        return not (_INSTALLED.search(path) or path.startswith(self._libraries))

    def site(self, place: Place) -> Site:
        """The place as the report shows it: path relative to the root directory, with the source line."""
        return Site(
            path=self.relative(place.file),
            line=place.line,
            function=place.function,
            text=linecache.getline(place.file, place.line).strip(),
        )

    def relative(self, filename: str) -> str:
        """The file as seen from the root directory, with forward slashes; ``../`` leads out of it."""
        try:
            return Path(os.path.relpath(os.path.realpath(filename), os.path.realpath(self.root))).as_posix()
        except ValueError:  # another drive
            return Path(filename).as_posix()


def _is_pool(frame: FrameType) -> bool:
    """Whether the frame belongs to what starts tasks for whoever calls it, or to this package."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in _POOLS


def _library_folders() -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {os.path.realpath(path) for name in names if (path := sysconfig.get_path(name))}
    # In a virtual environment the standard library lies outside of it: os.__file__ is in the real one.
    folders.add(os.path.realpath(Path(os.__file__).parent))
    # Embedded interpreters have it in an archive.
    folders.update(os.path.realpath(path) for path in sys.path if re.search(r"python3\d+\.zip$", path))
    return tuple(sorted(folder + os.sep for folder in folders))
