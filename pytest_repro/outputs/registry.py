"""Finds the families, refuses malformed ones and duplicates, and tells which family a class belongs to."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pytest_repro.errors import ExtensionError
from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import type_name

FOLDER = Path(__file__).with_name("families")
PACKAGE = "pytest_repro.outputs.families"


@dataclass(frozen=True)
class Registry:
    """All families: by the class names they claim, and those that match by shape, in the order of asking."""

    by_name: dict[str, Family]
    by_shape: tuple[Family, ...]

    def find(self, cls: type) -> Family | None:
        """The family of a class; None if its objects cannot be compared."""
        for base in cls.__mro__:
            family = self.by_name.get(type_name(base))
            if family is not None:
                return family
        return next((f for f in self.by_shape if f.matches is not None and f.matches(cls)), None)


def build(declared: dict[Path, object]) -> Registry:
    """A registry of what each file declares as ``FAMILY``.

    Raises:
        ExtensionError: one is no :class:`Family`, claims nothing, or claims what another file claims.
    """
    by_name: dict[str, Family] = {}
    owner: dict[str, Path] = {}
    by_shape: list[Family] = []
    for path, family in sorted(declared.items()):
        if (
            not isinstance(family, Family)
            or not (family.types or family.matches)
            or not callable(family.expand)
        ):
            raise ExtensionError(f"{_place(path, 'FAMILY')}: FAMILY must be a Family with types or matches")
        for name in family.types:
            if name in owner:
                here, there = _place(path, name), _place(owner[name], name)
                raise ExtensionError(f"{here}: {name} is already claimed at {there}")
            owner[name], by_name[name] = path, family
        if family.matches is not None:
            by_shape.append(family)
    return Registry(by_name, tuple(sorted(by_shape, key=lambda family: family.fallback)))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The families of this installation, found once."""
    declared: dict[Path, object] = {}
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem != "__init__":
            module = importlib.import_module(f"{PACKAGE}.{path.stem}")
            declared[path] = getattr(module, "FAMILY", None)
    return build(declared)


def _place(path: Path, text: str) -> str:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    number = next((n for n, line in enumerate(lines, 1) if text in line), 1)
    return f"{path}:{number}"
