"""Code that never runs, since what stands before it in the same block always leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

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
        if isinstance(block, cst.IndentedBlock) or (isinstance(block, cst.Module) and not file.is_notebook):
            for statement in block.body:
                if statement is below:
                    break
                if _leaves(file, statement):
                    return True
        below = block
    return False


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
