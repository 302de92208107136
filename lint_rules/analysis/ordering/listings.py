"""Which calls list a directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.resorting import sorts
from lint_rules.analysis.tree.names import bindings, later_uses, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.consumers import CARRIERS, LISTING_METHODS, LISTINGS, PATH_CLASSES, SORTERS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_FILE_SYSTEM = re.compile(r"(^|_)(fs|filesystem|file_system|s3|gcs|hdfs)$", re.IGNORECASE)
_PATH_NAME = re.compile(r"(path|dir|folder|root|directory|cwd|home|here)s?$|^p$", re.IGNORECASE)

_GLOBS = frozenset({"glob.glob", "glob.iglob"})
_LISTS = frozenset({"builtins.list", "builtins.tuple"})


class Listings:
    """Knows the listings of one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def shown(self, node: cst.Call, name: str) -> str | None:
        """What to call a listing in a message; None for other calls. `name` is what the call resolves to."""
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        globs = name in _GLOBS or (method == "glob" and name not in LISTINGS)
        if globs and node.args and self._names_one_file(node.args[0].value):
            return None
        return LISTINGS.get(name) or self._listing_method(node, name)

    def _names_one_file(self, pattern: cst.BaseExpression) -> bool:
        """Whether a pattern ends in a constant and has no wildcard in sight."""
        text = value_of(self.file, pattern)
        if not isinstance(text, cst.SimpleString | cst.FormattedString):
            return False
        if isinstance(text, cst.FormattedString) and not (
            text.parts and isinstance(text.parts[-1], cst.FormattedStringText)
        ):
            return False
        return not any(mark in _text_of(text) for mark in "*?[")

    def reason_elsewhere(self, node: cst.CSTNode) -> str | None:
        """`FILES = os.listdir(folder)` of a module, where nothing sorts it and another file names it."""
        held = node
        while isinstance(arg := self.file.parent(held), cst.Arg | cst.CompFor):
            outer = self.file.parent(arg)
            listed = isinstance(outer, cst.Call) and self.file.resolve(outer.func) in _LISTS
            if outer is None or not (listed or isinstance(outer, cst.ListComp)):
                return None
            held = outer
        assign = self.file.parent(held)
        if not isinstance(assign, cst.Assign) or not isinstance(self.file.function(assign), cst.Module):
            return None
        target = assign.targets[0].target
        if not isinstance(target, cst.Name) or not target.value.isupper():
            return None
        if any(sorts(self.file, use) for use in later_uses(self.file, assign, target.value)):
            return None
        return (
            "is that of a list for other files" if self.file.ask("is-named-elsewhere", target.value) else None
        )

    def _listing_method(self, node: cst.Call, name: str) -> str | None:
        method = node.func
        if not isinstance(method, cst.Attribute) or method.attr.value not in LISTING_METHODS:
            return None
        resolved = name and not name.startswith("?")
        if resolved and name.rpartition(".")[0] not in PATH_CLASSES:
            return None
        certain = method.attr.value != "glob" or self._globs(node, method.value)
        return f"{method.attr.value}()" if certain else None

    def _globs(self, node: cst.Call, receiver: cst.BaseExpression) -> bool:
        """Whether a method `glob` is that of a path; that of a remote file system gives a sorted list."""
        name = (dotted_name(receiver) or "").rpartition(".")[2]
        if _FILE_SYSTEM.search(name):
            return False
        pattern = node.args[0].value if node.args else None
        text = isinstance(pattern, cst.SimpleString | cst.FormattedString) and _text_of(pattern)
        return "*" in (text or "") or self._is_path(receiver)

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
        if depth and self._is_listed(node, depth):
            return True
        for name, value in bindings(self.file, function, node.value):
            if value is not None and depth and self._is_path(value, depth - 1):
                return True
            parent = self.file.parent(name)
            annotation = parent.annotation if isinstance(parent, cst.Param) else None
            parts = self.file.below(annotation.annotation) if annotation is not None else []
            if any(self.file.resolve(part) in PATH_CLASSES for part in parts):
                return True
        return False

    def _is_listed(self, node: cst.Name, depth: int) -> bool:
        """Whether a name stands for what a listing of a path yields: `for folder in root.iterdir()`."""
        for name in occurrences(self.file, self.file.function(node), node.value):
            clause = self.file.parent(name)
            if isinstance(clause, cst.For | cst.CompFor) and clause.target is name:
                return self._yields_paths(clause.iter, depth - 1)
        return False

    def _yields_paths(self, node: cst.CSTNode, depth: int) -> bool:
        if isinstance(node, cst.Name) and depth:
            values = [value for _, value in bindings(self.file, self.file.function(node), node.value)]
            return any(value is not None and self._yields_paths(value, depth - 1) for value in values)
        if not isinstance(node, cst.Call):
            return False
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in LISTING_METHODS:
            return node.func.attr.value != "glob" or self._globs(node, node.func.value)
        carried = self.file.resolve(node.func) in CARRIERS | SORTERS and node.args
        return bool(carried) and self._yields_paths(node.args[0].value, depth)


def _text_of(pattern: cst.SimpleString | cst.FormattedString) -> str:
    """The constant parts of a string."""
    if isinstance(pattern, cst.SimpleString):
        return str(pattern.evaluated_value)
    return "".join(part.value for part in pattern.parts if isinstance(part, cst.FormattedStringText))
