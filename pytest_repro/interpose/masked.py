"""``np.log(x, where=x > 0)`` without ``out=``: numpy leaves memory unwritten where the mask is false."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.patches import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_repro.interpose.sites import SiteFinder

# Bound now: in a trial listings, files and the process id are looked after later.
_open, _scandir, _replace, _getpid = open, os.scandir, os.replace, os.getpid
_MASK = re.compile(rb"\bwhere\s*=")
_MOST_FILES = 5_000
_LARGEST = 2**20
_KNOWN = "masked.json"


def masked_calls_of_session(finder: SiteFinder, session: Path) -> tuple[str, ...]:
    """As :func:`masked_calls`, but of all the trials of a session, and their children, one looks."""
    return once_a_session(session / _KNOWN, lambda: masked_calls(finder))


def once_a_session(place: Path, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """What is to be found in the user's files: in a project of a thousand that takes a tenth of a second.

    ``place``: where the first trial that looks leaves it for the others.
    """
    known = os.fspath(place)
    with contextlib.suppress(OSError, ValueError), _open(known, encoding="utf-8") as file:
        return tuple(json.load(file))
    found = find()
    part = f"{known}.{_getpid()}.part"
    with contextlib.suppress(OSError):
        with _open(part, "w", encoding="utf-8") as file:
            json.dump(found, file)
        _replace(part, known)
    return found


def masked_calls(finder: SiteFinder) -> tuple[str, ...]:
    """Names of functions that some file of the project calls with a mask and without a place to write to."""
    found = {name for file in user_files(finder) for name in _names(file, finder)}
    return tuple(sorted(found))


def user_files(finder: SiteFinder) -> Iterator[str]:
    """Python files of the project, as many as are looked at."""
    waiting, left = [os.fspath(finder.root)], _MOST_FILES
    while waiting and left:
        try:
            with _scandir(waiting.pop()) as entries:
                known = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in known:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__")):
                # Not into an environment that lies in the project.
                if finder.is_user_file(f"{entry.path}/__init__.py"):
                    waiting.append(entry.path)
            elif entry.name.endswith(".py") and left:
                left -= 1
                yield entry.path


def text_of(file: str) -> bytes:
    """Its beginning."""
    with _open(file, "rb") as opened:
        return opened.read(_LARGEST)


def _names(file: str, finder: SiteFinder) -> Iterator[str]:
    try:
        text = text_of(file)
        if not _MASK.search(text) or not finder.is_user_file(file):
            return
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {keyword.arg for keyword in node.keywords}
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if "where" in given and "out" not in given and name:
                yield name


class MaskedUfunc(StandIn):
    """A universal function of numpy that hands each array of which it has not written all to ``fill``."""

    def __init__(self, numpy: Any, name: str, fill: Callable[[Any, Any], None]) -> None:
        real = getattr(numpy, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            made = real(*args, **kwargs)
            mask = kwargs.get("where", True)
            if mask is not True and kwargs.get("out") is None and len(args) <= real.nin:
                for array in made if isinstance(made, tuple) else (made,):
                    if type(array) is numpy.ndarray and array.size:
                        fill(array, numpy.logical_not(mask))
            return made

        super().__init__(call, real, numpy, name)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self.__dict__["__wrapped__"])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["__wrapped__"], name)
