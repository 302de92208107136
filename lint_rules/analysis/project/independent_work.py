"""Loops of other files that work on each of the items for itself, and leave nothing behind."""

from __future__ import annotations

import ast

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.knowledge.consumers import ORDER_KEEPING_METHODS

_DRAWS = ("random.", "np.random.", "numpy.random.", "torch.rand")
_PLAIN = (
    *(ast.Attribute, ast.BinOp, ast.Call, ast.Constant, ast.FormattedValue, ast.JoinedStr, ast.Name),
    *(ast.Subscript, ast.Slice, ast.keyword, ast.operator, ast.expr_context),
)


def works_on_each(loop: ast.For) -> bool:
    """`for file in files: page = Page(file); page.save()`

    What is called gets only what is of the item, or a constant, so that no list of all the items grows.
    """
    own = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    return not loop.orelse and all(_is_independent(statement, own) for statement in loop.body)


def names_bound(loop: ast.For) -> set[str]:
    return {node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and type(node.ctx) is ast.Store}


def _is_independent(statement: ast.stmt, own: set[str]) -> bool:
    """Names that the statement binds are the item's own from there on."""
    if not isinstance(statement, ast.Assign | ast.Expr) or not _is_of_item(statement.value, own):
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    own.update(target.id for target in targets if isinstance(target, ast.Name))
    return all(isinstance(target, ast.Name) for target in targets)


def _is_of_item(value: ast.expr, own: set[str]) -> bool:
    parts = list(ast.walk(value))
    calls = [part for part in parts if isinstance(part, ast.Call)]
    functions = {id(part) for call in calls for part in ast.walk(call.func)}
    names = [part.id for part in parts if isinstance(part, ast.Name) and id(part) not in functions]
    return (
        all(isinstance(part, _PLAIN) for part in parts)
        and all(name in own or name.isupper() for name in names)
        and not any(_may_keep(call.func, own) for call in calls)
    )


def _may_keep(function: ast.expr, own: set[str]) -> bool:
    """`names.append`, `groups[key].append`, unless of the item's own; a draw, which the next does not get."""
    dotted = dotted_name(function) or ""
    is_own = dotted.partition(".")[0] in own
    keeps = isinstance(function, ast.Attribute) and function.attr in ORDER_KEEPING_METHODS
    return dotted.startswith(_DRAWS) or (keeps and not is_own)
