"""Arrays whose contents may be read: most are filled by whoever gets them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.memory import ALLOCATING_METHODS, READERS, READING_METHODS, SIZED, VIEWS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate, Tree

_READERS = frozenset(name.rpartition(".")[2] for name in READERS)
_OPERATIONS = (ast.BinOp, ast.Compare, ast.UnaryOp)


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call) or not (call.args or call.keywords):
        return False
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if candidate.target in SIZED and method not in ALLOCATING_METHODS and len(call.args) < 2:
        return False  # one thing is converted
    tree = candidate.tree
    if _is_read(tree, call):
        return True
    name = _held_in(tree, call)
    if name is None or candidate.around.function(candidate.scope) is None:
        return name is not None  # what the module holds may be read anywhere in it
    return any(_is_read(tree, use) for use in tree.names.get(name, ()))


def _is_read(tree: Tree, node: ast.AST) -> bool:
    """Whether the expression around an array may read it."""
    while (parent := tree.parent(node)) is not None:
        if isinstance(parent, _OPERATIONS):
            return True
        if isinstance(parent, ast.AugAssign):
            return parent.target is node
        if isinstance(parent, ast.Attribute):
            if parent.attr in READING_METHODS:
                return True
            if parent.attr not in VIEWS:
                return False
            node = _called(tree, parent)
        elif isinstance(parent, ast.Subscript) and parent.value is node:
            node = parent
        else:
            return _is_read_by_call(tree, parent, node)
    return False


def _called(tree: Tree, attribute: ast.Attribute) -> ast.AST:
    """The call of a method, or else the attribute itself."""
    call = tree.parent(attribute)
    return call if isinstance(call, ast.Call) and call.func is attribute else attribute


def _is_read_by_call(tree: Tree, parent: ast.AST, node: ast.AST) -> bool:
    while isinstance(parent, ast.List | ast.Tuple | ast.Starred):
        node, parent = parent, tree.parent(parent) or parent
        if node is parent:
            return False
    if not isinstance(parent, ast.Call) or parent.func is node:
        return False
    called = parent.func
    name = last_name(called)
    return name in _READERS


def _held_in(tree: Tree, node: ast.AST) -> str | None:
    """The variable that holds an array, also through `.cuda()` and the like."""
    parent = tree.parent(node)
    while isinstance(parent, ast.Attribute | ast.Call) and (
        not isinstance(parent, ast.Call) or parent.func is node
    ):
        node, parent = parent, tree.parent(parent)
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1:
        return None
    target = parent.targets[0]
    return target.id if isinstance(target, ast.Name) else None
