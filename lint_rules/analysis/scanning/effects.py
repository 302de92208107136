"""Whether the order of the items of a loop may come to something, as far as the fast scan can tell.

`loops.py` knows what a loop does with it; here is what none of that can do without.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.returning import may_be_defined_here
from lint_rules.analysis.scanning.syntax import FIELDS
from lint_rules.knowledge.consumers import ORDER_KEEPING_METHODS
from lint_rules.knowledge.streams import DRAWING_METHODS, NUMPY_DRAWS, PYTHON_DRAWS, TORCH_DRAWS

if TYPE_CHECKING:
    from collections.abc import Callable

_KEEPING = frozenset([*ORDER_KEEPING_METHODS, "update"])
_DRAWS = PYTHON_DRAWS | NUMPY_DRAWS | TORCH_DRAWS
_LARGER_OR_SMALLER = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
_LEAVING = (ast.Yield, ast.YieldFrom, ast.Break, ast.AugAssign)


def has_effect(loop: ast.AST, function: str, resolve: Callable[[str], str]) -> bool:
    """`function` is the name of the one around, which may call itself."""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return True
    stack: list[ast.AST] = list(loop.body)
    while stack:
        node = stack.pop()
        if isinstance(node, _LEAVING) or (isinstance(node, ast.Return) and node.value is not None):
            return True
        if isinstance(node, ast.Assign) and (_is_stored(node) or _is_added(node)):
            return True
        if isinstance(node, ast.If) and _keeps_the_best(node):
            return True
        if isinstance(node, ast.Call) and _may_keep(node, function, resolve):
            return True
        for name in FIELDS[type(node)]:
            value = getattr(node, name, None)
            if type(value) is list:
                stack += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                stack.append(value)
    return False


def _is_stored(assign: ast.Assign) -> bool:
    return any(isinstance(target, ast.Subscript) for target in assign.targets)


def _is_added(assign: ast.Assign) -> bool:
    """`total = total + x`"""
    first = assign.value.left if isinstance(assign.value, ast.BinOp) else None
    return isinstance(first, ast.Name) and any(
        isinstance(target, ast.Name) and target.id == first.id for target in assign.targets
    )


def _keeps_the_best(branch: ast.If) -> bool:
    """`if score > best: best = score; kept = item`, `if len(item) > len(kept): kept = item`"""
    test = branch.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], _LARGER_OR_SMALLER):
        return False
    sides = [test.left, test.comparators[0]]
    measured = [arg for side in sides if isinstance(side, ast.Call) for arg in side.args]
    compared = {name for side in (*sides, *measured) if (name := dotted_name(side)) is not None}
    targets = [t for node in branch.body if isinstance(node, ast.Assign) for t in node.targets]
    return any(dotted_name(target) in compared for target in targets)


def _may_keep(call: ast.Call, function: str, resolve: Callable[[str], str]) -> bool:
    called = call.func
    if isinstance(called, ast.Attribute) and (
        called.attr in _KEEPING or called.attr in DRAWING_METHODS or isinstance(called.value, ast.Subscript)
    ):
        return True
    dotted = dotted_name(called)
    name = resolve(dotted) if dotted is not None else ""
    if dotted == function or name in _DRAWS:
        return True
    if len(call.args) > 1 and may_be_defined_here(name):
        return True  # one of them may be a file
    return any(keyword.arg == "file" for keyword in call.keywords)
