"""Watching what runs of the user's, and not what libraries do while they are imported."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_repro.interpose.imports import Loading, spec_from_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType


class LibraryImports(importlib.abc.MetaPathFinder):
    """Says when a module of a library begins to run in place of the user's, and the other way round.

    ``watch`` is told False where the first begins, and True where it has ended: importing torch makes
    millions of calls, none of a function of the user's. A module of theirs that a library imports is watched.
    """

    def __init__(self, is_user_file: Callable[[str], bool], watch: Callable[[bool], None]) -> None:
        self._is_user_file = is_user_file
        self._watch = watch
        self._here = threading.local()

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        in_library = getattr(self._here, "in_library", False)
        if in_library and path is not None and not any(map(self._is_user_file, path)):
            return None  # a part of a library
        spec = spec_from_behind(self, fullname, path, target)
        if spec is None or spec.loader is None or not spec.has_location or spec.origin is None:
            return None
        is_library = not self._is_user_file(spec.origin)
        if is_library == in_library:
            return None
        spec.loader = Loading(spec.loader, lambda: self._within(is_library))  # type: ignore[assignment]
        return spec

    @contextmanager
    def _within(self, library: bool) -> Iterator[None]:
        before = getattr(self._here, "in_library", False)
        self._here.in_library = library
        self._watch(not library)
        try:
            yield
        finally:
            self._here.in_library = before
            self._watch(not before)
