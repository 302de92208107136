"""Code that never runs, since what stands before it in the same block always leaves it."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.remembering import remembered

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_LEAVES = (cst.Break, cst.Continue, cst.Raise, cst.Return)
_EXITS = ("builtins.exit", "builtins.quit", "os._exit", "sys.exit")


def is_unreachable(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a `return`, `raise` or `sys.exit()` stands before a node in its block, or in one around it.

    Not so between the cells of a notebook, which anybody may run in another order.
    """
    below = node
    for block in file.ancestors(node):
        counts = isinstance(block, cst.IndentedBlock) or not file.is_notebook
        if counts and file.order(below) > _end(file, block, ""):
            return True
        below = block
    return False


@remembered
def _end(file: SourceFile, block: cst.CSTNode, _: str) -> float:
    """The number of the first statement of a block that always leaves it: infinite where there is none."""
    body = block.body if isinstance(block, cst.IndentedBlock | cst.Module) else ()
    return next((file.order(statement) for statement in body if _leaves(file, statement)), inf)


def _leaves(file: SourceFile, statement: cst.CSTNode) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    return any(
        isinstance(small, _LEAVES)
        or (
            isinstance(small, cst.Expr)
            and isinstance(small.value, cst.Call)
            and file.resolve(small.value.func) in _EXITS
        )
        for small in statement.body
    )
