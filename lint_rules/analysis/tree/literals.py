"""Lists and dicts that stand in the source, as far as they can be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import bindings

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 4
_LONGEST = 5_000  # characters of a list that is looked for in the text


def elements(file: SourceFile, node: cst.BaseExpression, depth: int = _DEPTH) -> list[cst.BaseExpression]:
    """The items of a list or tuple: written here, bound to a name once, or joined by `+`."""
    if isinstance(node, cst.List | cst.Tuple | cst.Set):
        found: list[cst.BaseExpression] = []
        for item in node.elements:
            starred = isinstance(item, cst.StarredElement) and depth
            found += elements(file, item.value, depth - 1) if starred else [item.value]
        return found
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add) and depth:
        return elements(file, node.left, depth - 1) + elements(file, node.right, depth - 1)
    value = _bound(file, node) if isinstance(node, cst.Name) and depth else None
    return elements(file, value, depth - 1) if value is not None else []


def entry(file: SourceFile, node: cst.BaseExpression, key: str) -> cst.BaseExpression | None:
    """The value under a key of a dict: `{...}`, `dict(...)`, or a name bound to one once."""
    if isinstance(node, cst.Name):
        value = _bound(file, node)
        return entry(file, value, key) if value is not None and not isinstance(value, cst.Name) else None
    if isinstance(node, cst.Call):
        return argument(node, key)
    for item in node.elements if isinstance(node, cst.Dict) else ():
        if isinstance(item, cst.DictElement) and _text(item.key) == key:
            return item.value
    return None


def _text(node: cst.BaseExpression) -> object:
    return node.evaluated_value if isinstance(node, cst.SimpleString) else None


def _bound(file: SourceFile, name: cst.Name) -> cst.BaseExpression | None:
    if file.is_hidden(name, name.value):
        return None
    function = file.function(name)
    found = bindings(file, function, name.value)
    if not found and function is not file.module:
        found = bindings(file, file.module, name.value)
    if not found:
        return _of_module(file.text, name.value)
    value = found[0][1] if len(found) == 1 else None
    if isinstance(value, cst.AnnAssign):
        value = value.value
    return value if isinstance(value, cst.BaseExpression) else None


def _of_module(text: str, name: str) -> cst.BaseExpression | None:
    """The list that a name is bound to at the top of a module, in a statement that has not been parsed.

    Its nodes have no place in the file: `SourceFile.holds_node` says so.
    """
    bound = re.findall(rf"^{name}\s*(?::[^=\n]+)?=", text, re.MULTILINE)
    found = re.search(rf"^{name}\s*(?::[^=\n]+)?=\s*(?=[\[(])", text, re.MULTILINE)
    if found is None or len(bound) != 1:
        return None
    part = text[found.end() : found.end() + _LONGEST]
    for close in re.finditer(r"[\])](?=[ \t]*(?:#.*)?$)", part, re.MULTILINE):
        try:
            return cst.parse_expression(part[: close.end()])
        except cst.ParserSyntaxError:
            continue
    return None
