"""What the body of a loop computes from the items that it gets."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bindings, bindings_between
from lint_rules.analysis.tree.nodes import stored_names
from lint_rules.analysis.tree.remembering import remembered

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

    Loop = cst.For | cst.While

_ROUNDS = 6


def derived_names(file: SourceFile, loop: Loop, item: str | None = None) -> set[str]:
    """The loop variables, and the names that hold what comes from them. A `while` loop has one item."""
    names = set(stored_names(loop.target)) if isinstance(loop, cst.For) else {item or ""}
    body = file.below(loop.body)
    for _ in range(_ROUNDS):
        before = len(names)
        for node in body:
            names.update(_taking(file, node, loop, names))
        if len(names) == before:
            break
    return names


def mentions(file: SourceFile, node: cst.CSTNode, names: set[str]) -> bool:
    return any(
        isinstance(part, cst.Name) and part.value in names and not _is_attribute(file, part)
        for part in file.below(node)
    )


def _is_attribute(file: SourceFile, name: cst.Name) -> bool:
    """`images` in `self.images`, which is another than the `images` of a loop; so is a keyword's."""
    parent = file.parent(name)
    named = parent.attr if isinstance(parent, cst.Attribute) else None
    return name is named or (isinstance(parent, cst.Arg) and parent.keyword is name)


def bound_in(file: SourceFile, name: str, loop: Loop) -> list[tuple[cst.Name, cst.CSTNode | None]]:
    """The bindings of a name in the body of a loop."""
    return bindings_between(file, file.function(loop), name, file.order(loop.body), file.end(loop.body))


def is_bound_inside(file: SourceFile, name: str, loop: Loop, besides: cst.CSTNode | None = None) -> bool:
    """Whether a name is made anew for each item."""
    return any(
        node is not besides and not isinstance(value, cst.AugAssign)
        for node, value in bound_in(file, name, loop)
    )


def _taking(file: SourceFile, node: cst.CSTNode, loop: Loop, names: set[str]) -> list[str]:
    """The names that take something from others at a node."""
    if isinstance(node, cst.Assign) and mentions(file, node.value, names):
        return [name for t in node.targets for name in _bound_or_filled(file, t.target, loop)]
    if isinstance(node, cst.AnnAssign | cst.NamedExpr) and node.value is not None:
        return stored_names(node.target) if mentions(file, node.value, names) else []
    if isinstance(node, cst.For | cst.CompFor) and mentions(file, node.iter, names):
        return stored_names(node.target)
    if isinstance(node, cst.WithItem) and node.asname is not None and mentions(file, node.item, names):
        return stored_names(node.asname.name)
    if isinstance(node, cst.AugAssign) and mentions(file, node.value, names):
        return [name for name in stored_names(node.target) if is_bound_inside(file, name, loop)]
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        return _filled(file, node.value, loop, names)
    return []


def _bound_or_filled(file: SourceFile, target: cst.CSTNode, loop: Loop) -> list[str]:
    """`x`; for `x.name` and `x[0]` what is made anew for each item, also `page` where `x = page.rows[-1]`."""
    found = stored_names(target)
    holder = _holder(target)
    while holder is not None and holder.value not in found and is_made_anew(file, holder, loop):
        found.append(holder.value)
        values = [value for _, value in bound_in(file, holder.value, loop) if value is not None]
        holder = _holder(values[-1]) if values else None
    return found


def _holder(node: cst.CSTNode) -> cst.Name | None:
    """`x` for `x.rows[0].name`"""
    part = node
    while isinstance(part, cst.Attribute | cst.Subscript):
        part = part.value
    return part if isinstance(part, cst.Name) and part is not node else None


def _filled(file: SourceFile, call: cst.Call, loop: Loop, names: set[str]) -> list[str]:
    """`parse(item, handler)`, `rows.append(item)`: what is made anew for each item holds it afterwards."""
    if not any(mentions(file, arg.value, names) for arg in call.args):
        return []
    given = [arg.value for arg in call.args]
    given += [call.func.value] if isinstance(call.func, cst.Attribute) else []
    return [n.value for n in given if isinstance(n, cst.Name) and is_made_anew(file, n, loop)]


def start_value(file: SourceFile, name: str, loop: Loop) -> cst.CSTNode | None:
    """What a name is bound to when the loop begins, whatever was added to it since."""
    bound = _plain_bindings(file, file.function(loop), name)
    before = bisect_left(bound, file.order(loop), key=lambda one: file.order(one[0]))
    value = bound[before - 1][1] if before else None
    return value.value if isinstance(value, cst.AnnAssign) else value


@remembered
def _plain_bindings(
    file: SourceFile, function: cst.CSTNode, name: str
) -> list[tuple[cst.Name, cst.CSTNode | None]]:
    found = bindings(file, function, name)
    return [(node, value) for node, value in found if not isinstance(value, cst.AugAssign)]


def is_made_anew(file: SourceFile, use: cst.Name, loop: Loop) -> bool:
    """Whether there is one for each item, not one that is made where it is full, or where there is none.

    `if ...: rows = []` after it was filled, `if shard is None: shard = open(...)` before.
    """
    if not is_bound_inside(file, use.value, loop):
        return False
    bound = [node for node, _ in bound_in(file, use.value, loop)]
    kept = all(
        _is_in_branch(file, node, loop)
        and (file.order(node) > file.order(use) or _is_where_there_is_none(file, node))
        for node in bound
    )
    return not kept or start_value(file, use.value, loop) is None


def _is_in_branch(file: SourceFile, node: cst.CSTNode, loop: Loop) -> bool:
    branch = file.enclosing(node, cst.If)
    return branch is not None and file.holds(loop.body, branch)


def _is_where_there_is_none(file: SourceFile, bound: cst.Name) -> bool:
    branch = file.enclosing(bound, cst.If)
    test = branch.test if branch is not None else None
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        asked: cst.BaseExpression = test.expression
    elif isinstance(test, cst.Comparison) and isinstance(test.comparisons[0].operator, cst.Is):
        asked = test.left
    else:
        return False
    return isinstance(asked, cst.Name) and asked.value == bound.value
