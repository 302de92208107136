"""Runs a callback once a module has been imported by somebody else; never imports it itself."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
        spec = self._ask_the_others(fullname, path, target)
        if spec is not None and spec.loader is not None:
            # Whether it will be imported is not said: importlib.util.find_spec("torch") only asks.
            spec.loader = _Notifier(spec.loader, fullname, self._imported)  # type: ignore[assignment]
        return spec

    def _ask_the_others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            if finder is not self and find is not None:
                spec = find(fullname, path, target)
                if spec is not None:
                    return spec  # type: ignore[no-any-return]
        return None

    def _imported(self, name: str) -> None:
        for callback in self._waiting.pop(name, ()):
            callback(sys.modules[name])


class _Notifier:
    """The real loader, which says so after the module's code has been executed."""

    def __init__(self, loader: Any, name: str, imported: Callable[[str], None]) -> None:
        self._loader = loader
        self._name = name
        self._imported = imported

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its true loader: libraries ask it for resources and source.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._imported(self._name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
