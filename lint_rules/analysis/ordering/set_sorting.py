"""The change that sorts a set where it is iterated: `list(x)` becomes `sorted(x)`, else it is wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.scanning.facts import lookup
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import value_of
from lint_rules.model import Span
from lint_rules.rule import Change

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_TEXT_METHODS = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "title", "casefold", "format", "join", "replace"}
)
_MESSAGE = "Sort the set"
_MAKERS = frozenset({"builtins.set", "builtins.frozenset"})


def set_sorting_change(file: SourceFile, node: cst.BaseExpression) -> Change | None:
    """Safe where the set surely holds text: items of other kinds may not be comparable.

    None where what is written shows that they are not.
    """
    if lookup(file.scope(node), "sorted")[1] is not None:
        return None
    if _cannot_be_sorted(_items(file, value_of(file, node))):
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


def _items(file: SourceFile, node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The items, as far as a display or comprehension shows them."""
    if isinstance(node, cst.Set | cst.List | cst.Tuple):
        return [element.value for element in node.elements if isinstance(element, cst.Element)]
    if isinstance(node, cst.SetComp | cst.ListComp | cst.GeneratorExp):
        return [node.elt]
    if isinstance(node, cst.Call) and len(node.args) == 1 and file.resolve(node.func) in _MAKERS:
        return _items(file, value_of(file, node.args[0].value))
    return []


def _cannot_be_sorted(items: list[cst.BaseExpression]) -> bool:
    """Whether objects without an order are among them, or things of unlike kinds."""
    texts = [item for item in items if _is_text(item)]
    others = [item for item in items if isinstance(item, cst.BaseNumber) or _is_none(item)]
    return (bool(texts) and bool(others)) or any(_is_object(item) for item in items)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_object(node: cst.BaseExpression) -> bool:
    """A function, or what a class made, going by how classes are written."""
    if isinstance(node, cst.Lambda):
        return True
    name = dotted_name(node.func) if isinstance(node, cst.Call) else None
    return name is not None and name.rpartition(".")[2].lstrip("_")[:1].isupper()


def _holds_text(file: SourceFile, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Set):
        return all(_is_text(element.value) for element in node.elements)
    if isinstance(node, cst.SetComp | cst.ListComp | cst.GeneratorExp):
        return _is_text(node.elt)
    if not isinstance(node, cst.Call):
        return False
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value in ("split", "splitlines")
    makes_set = file.resolve(node.func) in _MAKERS
    return makes_set and len(node.args) == 1 and _holds_text(file, node.args[0].value)


def _is_text(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.SimpleString | cst.FormattedString):
        return isinstance(node, cst.FormattedString) or isinstance(node.evaluated_value, str)
    method = node.func if isinstance(node, cst.Call) else None
    if isinstance(method, cst.Attribute):
        return method.attr.value in _TEXT_METHODS
    return isinstance(method, cst.Name) and method.value == "str"
