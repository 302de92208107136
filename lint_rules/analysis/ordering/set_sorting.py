"""The change that sorts a set where it is iterated: `list(x)` becomes `sorted(x)`, else it is wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.scanning.facts import lookup
from lint_rules.model import Span
from lint_rules.rule import Change

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_TEXT_METHODS = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "title", "casefold", "format", "join", "replace"}
)
_MESSAGE = "Sort the set"


def set_sorting_change(file: SourceFile, node: cst.BaseExpression) -> Change | None:
    """Safe where the set surely holds text: items of other kinds may not be comparable."""
    if lookup(file.scope(node), "sorted")[1] is not None:
        return None
    safe = _holds_text(file, node)
    parent = file.parent(node)
    call = file.parent(parent) if isinstance(parent, cst.Arg) and not parent.star else None
    taken_by = file.resolve(call.func) if isinstance(call, cst.Call) and len(call.args) == 1 else ""
    if isinstance(call, cst.Call) and taken_by == "builtins.list":
        return Change(_MESSAGE, ((call.func, "sorted"),), safe)
    place = file.position(node)
    before = Span(place.line, place.column, place.line, place.column)
    after = Span(place.end_line, place.end_column, place.end_line, place.end_column)
    return Change(_MESSAGE, ((before, "sorted("), (after, ")")), safe)


def _holds_text(file: SourceFile, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Set):
        return all(_is_text(element.value) for element in node.elements)
    if isinstance(node, cst.SetComp | cst.ListComp | cst.GeneratorExp):
        return _is_text(node.elt)
    if not isinstance(node, cst.Call):
        return False
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value in ("split", "splitlines")
    makes_set = file.resolve(node.func) in ("builtins.set", "builtins.frozenset")
    return makes_set and len(node.args) == 1 and _holds_text(file, node.args[0].value)


def _is_text(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.SimpleString | cst.FormattedString):
        return isinstance(node, cst.FormattedString) or isinstance(node.evaluated_value, str)
    method = node.func if isinstance(node, cst.Call) else None
    if isinstance(method, cst.Attribute):
        return method.attr.value in _TEXT_METHODS
    return isinstance(method, cst.Name) and method.value == "str"
