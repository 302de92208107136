"""Runs a callback once a module has been imported by somebody else; never imports it itself."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import ModuleType

    OnImport = Callable[[Any], None]


class ImportHooks(importlib.abc.MetaPathFinder):
    """One finder on ``sys.meta_path`` that serves every source of a trial."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[OnImport]] = {}

    def when_imported(self, name: str, callback: OnImport) -> None:
        """Call ``callback(module)`` now if ``name`` is imported already, else as soon as it is."""
        module = sys.modules.get(name)
        if module is not None:
            callback(module)
            return
        self._waiting.setdefault(name, []).append(callback)
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def go_first(self) -> None:
        """Be asked before those that have come since: pytest finds the modules of its plugins itself."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            sys.meta_path.insert(0, self)
        for name in [name for name in self._waiting if name in sys.modules]:
            for callback in self._waiting.pop(name):
                callback(sys.modules[name])

    def remove(self) -> None:
        """Leave ``sys.meta_path``, and call nobody any more."""
        self._waiting.clear()
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._waiting:
            return None
        spec = spec_from_behind(self, fullname, path, target)
        if spec is not None and spec.loader is not None:
            # Whether it will be imported is not said: importlib.util.find_spec("torch") only asks.
            spec.loader = Loading(spec.loader, lambda: self._telling(fullname))  # type: ignore[assignment]
        return spec

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        yield
        for callback in self._waiting.pop(name, ()):
            callback(sys.modules[name])


def spec_from_behind(
    asking: object, fullname: str, path: Sequence[str] | None, target: ModuleType | None
) -> importlib.machinery.ModuleSpec | None:
    """What the finders behind the one that asks say of a module: those before it had nothing to say."""
    finders = list(sys.meta_path)
    place = next((number for number, finder in enumerate(finders) if finder is asking), -1)
    for finder in finders[place + 1 :]:
        find = getattr(finder, "find_spec", None)
        if find is not None:
            spec = find(fullname, path, target)
            if spec is not None:
                return spec  # type: ignore[no-any-return]
    return None


class Loading:
    """The real loader, with something round the execution of the module's code."""

    def __init__(self, loader: Any, around: Callable[[], AbstractContextManager[None]]) -> None:
        self._loader = loader
        self._around = around

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its true loader: libraries ask it for resources and source.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        with self._around():
            self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
