"""Which calls list a directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.names import bindings
from lint_rules.knowledge.consumers import LISTING_METHODS, LISTINGS, PATH_CLASSES

if TYPE_CHECKING:
    from lint_rules.analysis.source import SourceFile

_PATH_NAME = re.compile(r"(path|dir|folder|root|directory|cwd|home|here)s?$|^p$", re.IGNORECASE)


class Listings:
    """Knows the listings of one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def shown(self, node: cst.Call, name: str) -> str | None:
        """What to call a listing in a message; None for other calls. `name` is what the call resolves to."""
        return LISTINGS.get(name) or self._listing_method(node, name)

    def _listing_method(self, node: cst.Call, name: str) -> str | None:
        method = node.func
        if not isinstance(method, cst.Attribute) or method.attr.value not in LISTING_METHODS:
            return None
        resolved = name and not name.startswith("?")
        if resolved and name.rpartition(".")[0] not in PATH_CLASSES:
            return None
        certain = method.attr.value != "glob" or self._is_path(method.value)
        return f"{method.attr.value}()" if certain else None

    def _is_path(self, node: cst.CSTNode, depth: int = 3) -> bool:
        """Whether something with a method `glob` is a path, by what made it, its annotation or its name."""
        if isinstance(node, cst.BinaryOperation):
            return isinstance(node.operator, cst.Divide)
        if isinstance(node, cst.Call):
            if self.file.resolve(node.func) in PATH_CLASSES:
                return True
            return isinstance(node.func, cst.Attribute) and self._is_path(node.func.value, depth)
        if isinstance(node, cst.Attribute):
            return bool(_PATH_NAME.search(node.attr.value)) or node.attr.value == "parent"
        if isinstance(node, cst.Name):
            return bool(_PATH_NAME.search(node.value)) or self._is_path_name(node, depth)
        return False

    def _is_path_name(self, node: cst.Name, depth: int) -> bool:
        function = self.file.function(node)
        for name, value in bindings(self.file, function, node.value):
            if value is not None and depth and self._is_path(value, depth - 1):
                return True
            parent = self.file.parent(name)
            annotation = parent.annotation if isinstance(parent, cst.Param) else None
            parts = self.file.below(annotation.annotation) if annotation is not None else []
            if any(self.file.resolve(part) in PATH_CLASSES for part in parts):
                return True
        return False
