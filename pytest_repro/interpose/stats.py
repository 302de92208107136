"""What the system says of a file: ``os.stat`` and its kin, where somebody asks for certain fields of it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, cast

from pytest_repro.interpose.frames import module_of
from pytest_repro.interpose.patches import StandIn
from pytest_repro.interpose.starters import caller_of, is_ours

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder

    Change = Callable[[os.stat_result, frozenset[str]], os.stat_result]

_ASKING = ("stat", "lstat", "fstat")
_HANDING_ON = frozenset({"pathlib", "pathlib._local", "pathlib._abc", "pathlib.types"})
_PLACES = {1: "st_ino", 7: "st_atime", 8: "st_mtime", 9: "st_ctime"}
_KEPT_ELSEWHERE = ("glob", "pathlib", "pathlib._abc", "pathlib._local", "pathlib._os", "shutil", "tempfile")
"""Modules that keep references to functions of ``os``, on one version of Python or another."""


class Stats:
    """``change`` is called with what is found, and with those of ``fields`` that the function which asks
    names, if it does: mostly programs only want to know whether there is a file, or how long it is.
    """

    def __init__(self, fields: frozenset[str], change: Change, finder: SiteFinder) -> None:
        self._change = change
        self._finder = finder
        self._fields = fields

    def install(self, patches: Patches) -> None:
        for name in _ASKING:
            replace_everywhere(patches, name, self._asked(getattr(os, name)))
        replace_everywhere(patches, "scandir", self._scanning(os.scandir))

    def _asked(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def stat(*args: Any, **options: Any) -> Any:
            found = real(*args, **options)
            return self.told(found, sys._getframe(1))

        return stat

    def _scanning(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def scandir(*args: Any, **options: Any) -> Any:
            entries = real(*args, **options)
            asking = caller_of(sys._getframe(1))[0]
            own = self._finder.is_user_file(asking.f_code.co_filename)
            return _Entries(entries, self) if own else entries

        return scandir

    def told(self, found: os.stat_result, frame: FrameType) -> os.stat_result:
        """What the program gets that asks in this frame, or in the one that called for this package."""
        asking: FrameType | None = caller_of(frame)[0]
        while asking is not None and asking.f_code.co_name in _ASKING and module_of(asking) in _HANDING_ON:
            asking = asking.f_back
        if asking is None or is_ours(asking) or module_of(asking) == "posixpath":
            return found  # it compares two of them, to see whether a file system begins there
        named = self._fields.intersection(asking.f_code.co_names)
        return self._change(found, named) if named else found


class _Entries:
    """What ``os.scandir`` returns."""

    def __init__(self, real: Any, stats: Stats) -> None:
        self._real = real
        self._stats = stats

    def __iter__(self) -> _Entries:
        return self

    def __next__(self) -> _Entry:
        return _Entry(next(self._real), self._stats)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._real.close()


class _Entry:
    """An ``os.DirEntry``, of which there can be no subclass."""

    def __init__(self, real: Any, stats: Stats) -> None:
        self._real = real
        self._stats = stats

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What :func:`isinstance` asks for: programs tell entries from paths by it."""
        return os.DirEntry

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        found = self._real.stat(follow_symlinks=follow_symlinks)
        return self._stats.told(found, sys._getframe(1))

    def inode(self) -> int:
        return self._stats.told(self._real.stat(follow_symlinks=False), sys._getframe(1)).st_ino

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __fspath__(self) -> Any:
        return self._real.path

    def __repr__(self) -> str:
        return repr(self._real)


def with_fields(found: os.stat_result, fields: dict[str, Any]) -> os.stat_result:
    """The same with other values of named fields, those that tell whole seconds by place among them."""
    first, more = cast("tuple[tuple[int, ...], dict[str, Any]]", found.__reduce__()[1])
    changed = [int(fields.get(_PLACES.get(place, ""), value)) for place, value in enumerate(first)]
    return os.stat_result(changed, {**more, **{name: fields[name] for name in more if name in fields}})


def replace_everywhere(patches: Patches, name: str, wrapper: Callable[..., Any]) -> None:
    """Put ``wrapper`` in the place of a function of ``os``, also where modules have kept that."""
    original = _original(getattr(os, name))
    patches.set(os, name, wrapper)
    stand_in = getattr(os, name)
    for module in filter(None, map(sys.modules.get, _KEPT_ELSEWHERE)):
        for owner in (module, *(v for _, v in sorted(vars(module).items()) if isinstance(v, type))):
            for attribute, value in sorted(vars(owner).items()):
                if _original(value) is original:
                    replacement = staticmethod(stand_in) if isinstance(value, staticmethod) else stand_in
                    patches.set(owner, attribute, replacement)


def _original(value: Any) -> Any:
    """What a static method or a stand-in of ours stands for."""
    value = getattr(value, "__func__", value)
    while isinstance(value, StandIn):
        value = value.__wrapped__  # type: ignore[attr-defined]
    return value
