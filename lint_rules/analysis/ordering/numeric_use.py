"""Items that a program treats as integers: it compares them with some, or takes some out of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import whole
from lint_rules.analysis.tree.nodes import dotted_name, stored_names
from lint_rules.analysis.tree.remembering import remembered

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_ITEM_METHODS = frozenset({"add", "append", "count", "discard", "index", "remove"})
_WRAPPERS = frozenset(f"builtins.{name}" for name in ("set", "frozenset", "list", "tuple", "sorted"))


def are_used_as_integers(file: SourceFile, node: cst.BaseExpression) -> bool:
    """Whether the items of a set, or of what it is made from, meet integers somewhere in the function."""
    within = file.function(node)
    return any(_meets_integers(file, within, name) for name in sorted(_holders(file, node)))


@remembered
def _meets_integers(file: SourceFile, within: cst.CSTNode, name: str) -> bool:
    uses = (whole(file, last) for last in file.names(within, name.rpartition(".")[2]))
    return any(
        dotted_name(use) == name and (_meets_integer(file, use) or _items_meet_integers(file, use))
        for use in uses
    )


def _holders(file: SourceFile, node: cst.CSTNode) -> set[str]:
    """The names of a set: its own, that of what it is made from, and those that it is given."""
    found = {dotted_name(node) or ""}
    if isinstance(node, cst.Call) and node.args and file.resolve(node.func) in _WRAPPERS:
        found.add(dotted_name(node.args[0].value) or "")
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Assign):
            found.update(name for target in ancestor.targets for name in stored_names(target.target))
        if isinstance(ancestor, cst.BaseStatement | cst.BaseComp):
            break
    return found - {""}


def _meets_integer(file: SourceFile, use: cst.CSTNode) -> bool:
    """`-1 in labels`, `labels == -1`, `labels.remove(-1)`"""
    parent = file.parent(use)
    if isinstance(parent, cst.Attribute):
        call = file.parent(parent)
        takes = isinstance(call, cst.Call) and call.func is parent and parent.attr.value in _ITEM_METHODS
        return takes and isinstance(call, cst.Call) and bool(call.args) and _is_integer(call.args[0].value)
    while isinstance(parent, cst.Arg):  # `-1 in set(labels)`
        call = file.parent(parent)
        if not isinstance(call, cst.Call) or file.resolve(call.func) not in _WRAPPERS:
            return False
        use, parent = call, file.parent(call)
    comparison = file.parent(parent) if isinstance(parent, cst.ComparisonTarget) else parent
    return isinstance(comparison, cst.Comparison) and _compares_with_integer(comparison, use)


def _items_meet_integers(file: SourceFile, use: cst.CSTNode) -> bool:
    """`for label in labels: if label != -1:`"""
    node, parent = use, file.parent(use)
    while isinstance(parent, cst.Arg):
        call = file.parent(parent)
        if not isinstance(call, cst.Call) or file.resolve(call.func) not in _WRAPPERS:
            return False
        node, parent = call, file.parent(call)
    if not isinstance(parent, cst.For | cst.CompFor) or parent.iter is not node:
        return False
    items = stored_names(parent.target)
    around = file.parent(parent) if isinstance(parent, cst.CompFor) else parent
    for part in file.below(around) if around is not None and len(items) == 1 else ():
        if isinstance(part, cst.Name) and part.value == items[0]:
            near = file.parent(part)
            comparison = file.parent(near) if isinstance(near, cst.ComparisonTarget) else near
            if isinstance(comparison, cst.Comparison) and _compares_with_integer(comparison, part):
                return True
            if isinstance(near, cst.BinaryOperation) and (_is_integer(near.left) or _is_integer(near.right)):
                return not isinstance(near.operator, cst.Modulo | cst.Multiply)  # text knows these too
    return False


def _compares_with_integer(comparison: cst.Comparison, one: cst.CSTNode) -> bool:
    sides = [comparison.left, *(target.comparator for target in comparison.comparisons)]
    return any(_is_integer(side) for side in sides if side is not one)


def _is_integer(node: cst.BaseExpression) -> bool:
    inner = node.expression if isinstance(node, cst.UnaryOperation) else node
    return isinstance(inner, cst.Integer)
