"""Finds extensions: one class per file of a package, sorted, duplicates and malformed files refused."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, TypeVar

from pytest_repro.errors import ExtensionError

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")


def discover(package: ModuleType, base: type[T], key: str) -> dict[str, type[T]]:
    """The subclasses of ``base`` defined in the modules of ``package``, by their attribute ``key``, sorted.

    Raises:
        ExtensionError: a module defines none or several, lacks the key, or repeats another's.
    """
    found: dict[str, type[T]] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        extension = _only_class(module, base)
        name = getattr(extension, key, None)
        if not isinstance(name, str) or not name:
            raise ExtensionError(f"{_where(extension)}: {extension.__name__}.{key} must be a string")
        if name in found:
            raise ExtensionError(f"{_where(extension)}: {key} {name!r} is taken by {_where(found[name])}")
        found[name] = extension
    return dict(sorted(found.items()))


def _only_class(module: ModuleType, base: type[T]) -> type[T]:
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, base) and value.__module__ == module.__name__
    ]
    public = [value for value in own if not value.__name__.startswith("_")]
    if len(public) != 1:
        names = ", ".join(sorted(value.__name__ for value in public)) or "none"
        raise ExtensionError(f"{module.__file__}:1: define one public {base.__name__}, found {names}")
    return public[0]


def _where(extension: type) -> str:
    try:
        return f"{inspect.getsourcefile(extension)}:{inspect.getsourcelines(extension)[1]}"
    except (OSError, TypeError):
        return extension.__module__
