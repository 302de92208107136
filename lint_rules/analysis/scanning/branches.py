"""Branches of a function beside or below which other code runs instead of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import Branch

if TYPE_CHECKING:
    from collections.abc import Iterator

_TO_THE_END = 1 << 40
_STOPS_THE_PROGRAM = frozenset({"exit", "os._exit", "quit", "sys.exit"})


def branches_of(node: ast.If | ast.Match) -> Iterator[Branch]:
    """Those of one statement that leave the function, or have another one below them."""
    bodies = [case.body for case in node.cases] if isinstance(node, ast.Match) else [node.body, node.orelse]
    end = _last_line(node)
    for body in bodies:
        if not body:
            continue
        last = _last_line(body[-1])
        if _leaves(body[-1]):
            yield Branch(body[0].lineno, last, _TO_THE_END)
        elif last < end:
            yield Branch(body[0].lineno, last, end)


def _last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _leaves(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return dotted_name(statement.value.func) in _STOPS_THE_PROGRAM
    return isinstance(statement, ast.Return | ast.Raise)
