"""Where a local name is bound and used, in the order of the source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.remembering import remembered

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def is_store(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether an expression is written to, not read."""
    parent = file.parent(node)
    kind = type(parent)
    if kind in (cst.AssignTarget, cst.Del, cst.NameItem, cst.AsName):
        return True
    if kind is cst.Param:
        return getattr(parent, "name", None) is node  # not its default
    if kind in (cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor):
        return getattr(parent, "target", None) is node
    if parent is not None and kind in (cst.Element, cst.StarredElement):
        display = file.parent(parent)
        return display is not None and type(display) in (cst.Tuple, cst.List) and is_store(file, display)
    return kind is cst.Arg and getattr(parent, "keyword", None) is node


def is_reference(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node is a name that stands for something: no keyword, and not the `b` of `a.b`."""
    parent = file.parent(node)
    if isinstance(parent, cst.Attribute) and parent.attr is node:
        return False
    if isinstance(parent, cst.Arg) and parent.keyword is node:
        return False
    return isinstance(node, cst.Name | cst.Attribute)


def whole(file: SourceFile, last: cst.Name) -> cst.CSTNode:
    """`self.labels`, of which a name is the last part."""
    parent = file.parent(last)
    return parent if isinstance(parent, cst.Attribute) and parent.attr is last else last


@remembered
def spelled(file: SourceFile, within: cst.CSTNode, dotted: str) -> list[cst.CSTNode]:
    """Every node below another that is written as that name, in the order of the source."""
    _, dot, last = dotted.rpartition(".")
    if not dot:
        return list(occurrences(file, within, last))
    found = [whole(file, name) for name in file.names(within, last)]
    return sorted((node for node in found if dotted_name(node) == dotted), key=file.order)


@remembered
def occurrences(file: SourceFile, within: cst.CSTNode, name: str) -> list[cst.Name]:
    """Every mention of a variable below a node, without attributes and keywords of the same name."""
    return [node for node in file.names(within, name) if is_reference(file, node)]


def later_uses(file: SourceFile, assign: cst.CSTNode, name: str) -> list[cst.Name]:
    """Reads of a name after an assignment, until the name is certainly bound anew."""
    end = file.end(assign)
    found: list[cst.Name] = []
    function = file.function(assign)
    uses = occurrences(file, function, name)
    other: cst.CSTNode | None = None  # the body of a loop that binds the name for itself
    for use in uses[bisect_right(uses, end, key=file.order) :]:
        if (other is not None and file.holds(other, use)) or _is_local_inside(file, use, function):
            continue
        if (loop := _loop_over(file, use)) is not None:
            other = loop.body
        if excludes(file, assign, use):
            continue
        if not is_store(file, use):
            found.append(use)
        elif _certainly_rebinds(file, use, assign):
            statement = file.enclosing(use, cst.Assign) or use
            inside = file.end(statement)
            found += [
                later
                for later in occurrences(file, statement, name)
                if not is_store(file, later) and file.order(later) <= inside
            ]
            break
    return found


def _is_local_inside(file: SourceFile, use: cst.Name, outer: cst.CSTNode) -> bool:
    """Whether a name is a variable of its own in a function inside another."""
    inner = file.function(use)
    while inner is not outer and isinstance(inner, cst.FunctionDef):
        bound = bindings(file, inner, use.value)
        if bound and not any(isinstance(file.parent(node), cst.NameItem) for node, _ in bound):  # `global x`
            return True
        inner = file.function(inner)
    return False


def _loop_over(file: SourceFile, target: cst.Name) -> cst.For | None:
    """The loop that binds a name anew for each item: in its body the name is another variable."""
    node: cst.CSTNode | None = target
    while isinstance(element := file.parent(node) if node is not None else None, cst.Element):
        node = file.parent(element)
    return element if isinstance(element, cst.For) and element.target is node else None


def excludes(file: SourceFile, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Whether two places stand in different branches of an `if`, so that only one of them is executed."""
    # Another round of a loop may take the other branch.
    repeats = any(isinstance(a, cst.For | cst.While) for a in file.ancestors(first))
    for branching in file.ancestors(first):
        if isinstance(branching, cst.If) and branching.orelse is not None:
            in_body = file.holds(branching.body, first)
            if in_body and file.holds(branching.orelse, second):
                return not repeats or _is_bound_in(file, branching.orelse, second)
    return False


def _is_bound_in(file: SourceFile, branch: cst.CSTNode, use: cst.CSTNode) -> bool:
    """Whether a branch gives a name a value of its own before it uses it."""
    if not isinstance(use, cst.Name):
        return False
    for node, value in bindings(file, file.function(use), use.value):
        block = file.enclosing(node, cst.IndentedBlock)
        before = file.holds(branch, node) and file.order(node) < file.order(use)
        if before and not isinstance(value, cst.AugAssign) and block is not None and file.holds(block, use):
            return True
    return False


def _certainly_rebinds(file: SourceFile, use: cst.Name, assign: cst.CSTNode) -> bool:
    """Whether the new binding stands in a block that is left only together with the old one."""
    target: cst.CSTNode | None = use
    while isinstance(element := file.parent(target) if target is not None else None, cst.Element):
        target = file.parent(element)
    if not isinstance(element, cst.AssignTarget):
        return False
    block = file.enclosing(use, cst.IndentedBlock)
    return block is None or file.holds(block, assign)


@remembered
def bindings(file: SourceFile, function: cst.CSTNode, name: str) -> list[tuple[cst.Name, cst.CSTNode | None]]:
    """Every binding of a name in a function, not in those inside it, with its value where it has one."""
    return [
        (node, _bound_value(file, node))
        for node in occurrences(file, function, name)
        if is_store(file, node) and _binder(file, node) is function
    ]


def bindings_between(
    file: SourceFile, function: cst.CSTNode, name: str, first: int, last: int
) -> list[tuple[cst.Name, cst.CSTNode | None]]:
    """Those of the bindings that stand from one number of a node to another."""
    found = bindings(file, function, name)
    return found[
        bisect_left(found, first, key=lambda one: file.order(one[0])) : bisect_right(
            found, last, key=lambda one: file.order(one[0])
        )
    ]


def bound_around(
    file: SourceFile, use: cst.Name
) -> tuple[cst.FunctionDef | cst.Module, list[tuple[cst.Name, cst.CSTNode | None]]] | None:
    """The innermost function or module around a use that binds its name, with those bindings."""
    function: cst.FunctionDef | cst.Module | None = file.function(use)
    while function is not None:
        found = bindings(file, function, use.value)
        if found:
            return function, found
        function = file.function(function) if isinstance(function, cst.FunctionDef) else None
    return None


def _binder(file: SourceFile, node: cst.Name) -> cst.CSTNode | None:
    """The function whose name a binding is; a parameter stands outside of the body, and belongs to it."""
    parent = file.parent(node)
    if not isinstance(parent, cst.Param):
        return file.function(node)
    parameters = file.parent(parent)
    return file.parent(parameters) if parameters is not None else None


def _bound_value(file: SourceFile, node: cst.Name) -> cst.CSTNode | None:
    parent = file.parent(node)
    if isinstance(parent, cst.AssignTarget):
        assign = file.parent(parent)
        return assign.value if isinstance(assign, cst.Assign) else None
    if isinstance(parent, cst.AnnAssign | cst.AugAssign | cst.NamedExpr):
        return parent
    entered = file.parent(parent) if isinstance(parent, cst.AsName) else None
    if isinstance(entered, cst.WithItem):
        return entered.item
    return None


def has_one_item(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether the function compares the length of what a name holds with 1: then there is only one order."""
    if not isinstance(node, cst.Name):
        return False
    bound = bindings(file, file.function(node), node.value)
    if len(bound) == 1 and isinstance(bound[0][1], cst.Name) and bound[0][1].value != node.value:
        return has_one_item(file, bound[0][1])  # another name of the same
    compared = _comparisons_with_one(file, file.function(node), node.value)
    return any(not _settles_other_case(file, one, node) for one in compared)


@remembered
def _comparisons_with_one(
    file: SourceFile, function: cst.CSTNode, name: str
) -> tuple[cst.Comparison | cst.Call, ...]:
    found: list[cst.Comparison | cst.Call] = []
    for use in occurrences(file, function, name):
        arg = file.parent(use)
        call = file.parent(arg) if isinstance(arg, cst.Arg) else None
        compared = file.parent(call) if isinstance(call, cst.Call) else None
        compared = file.parent(compared) if isinstance(compared, cst.ComparisonTarget) else compared
        asserted = file.parent(compared) if isinstance(compared, cst.Arg) else None
        if isinstance(asserted, cst.Call) and _asserts_equality(asserted):
            compared = asserted
        if isinstance(compared, cst.Comparison | cst.Call) and any(
            isinstance(part, cst.Integer) and part.value in ("1", "2") for part in file.below(compared)
        ):
            found.append(compared)
    return tuple(found)


def _settles_other_case(file: SourceFile, compared: cst.CSTNode, node: cst.CSTNode) -> bool:
    """`if len(names) == 1: return names.pop()`, and then what is done with several."""
    branch = file.parent(compared)
    while isinstance(branch, cst.BooleanOperation) and isinstance(branch.operator, cst.And):
        branch = file.parent(branch)
    if not isinstance(branch, cst.If) or not isinstance(compared, cst.Comparison):
        return False
    inside = file.holds(branch.body, node)
    if isinstance(compared.comparisons[0].operator, cst.Equal):
        return not inside
    several = isinstance(compared.comparisons[0].operator, cst.GreaterThan)
    return several and (inside or not _leaves(branch))


def _leaves(branch: cst.If) -> bool:
    last = branch.body.body[-1] if branch.body.body else None
    small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
    return isinstance(small, cst.Raise | cst.Return | cst.Continue | cst.Break)


def _asserts_equality(call: cst.Call) -> bool:
    """`self.assertEqual(len(found), 1)`"""
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in ("assertEqual", "assertEquals")
