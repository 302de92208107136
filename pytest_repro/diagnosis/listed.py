"""Where a list got its order: things that look alike do not show it before they are gone through."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPIES = frozenset({"list", "tuple"})


@functools.lru_cache(maxsize=256)
def line_of_list(file: str, line: int) -> int | None:
    """Of a loop over a list that one other line makes of what it goes through, that line; else None."""
    tree = tree_of(file)
    loop = next((n for n in ast.walk(tree) if isinstance(n, ast.For) and n.lineno == line), None)
    if loop is None or not isinstance(loop.iter, ast.Name | ast.Attribute):
        return None
    wanted = ast.unparse(loop.iter)
    own = ast.FunctionDef | ast.AsyncFunctionDef if isinstance(loop.iter, ast.Name) else ast.ClassDef
    around = [n for n in ast.walk(tree) if isinstance(n, own) and any(m is loop for m in ast.walk(n))]
    made = list(_made(around[-1], wanted)) if around else []
    return made[0].lineno if len(made) == 1 and _goes_through(made[0].value) else None


def _made(around: ast.AST, wanted: str) -> Iterator[ast.Assign]:
    """Assignments to the name or attribute; what else is done to it is not looked at."""
    for node in ast.walk(around):
        if isinstance(node, ast.Assign) and any(ast.unparse(t) == wanted for t in node.targets):
            yield node


def _goes_through(value: ast.expr) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and len(value.args) == 1:
        return value.func.id in _COPIES and isinstance(value.args[0], ast.Name | ast.Attribute | ast.Call)
    first = value.generators[0].iter if isinstance(value, ast.ListComp) else None
    return isinstance(first, ast.Name | ast.Attribute)
