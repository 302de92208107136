"""What a name holds at a place, where it is bound several times: what was bound last in the blocks around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.values import targets_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.analysis.tree.source import SourceFile


def latest_value(file: SourceFile, node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression that a name was surely bound to last; the node itself where that cannot be seen."""
    value = value_of(file, node)
    if value is not node or not isinstance(node, cst.Name):
        return value
    below: cst.CSTNode = node
    for block in file.ancestors(node):
        if isinstance(block, cst.IndentedBlock | cst.Module):
            statements: list[cst.CSTNode] = list(block.body)
            found = _last_binding(file, statements[: statements.index(below)], node.value)
            if found is not None:
                return found.value if isinstance(found, cst.Assign) else node
        if isinstance(block, cst.FunctionDef | cst.For | cst.While):
            return node  # a later turn of the loop may have bound it anew
        below = block
    return node


def _last_binding(file: SourceFile, statements: Sequence[cst.CSTNode], name: str) -> cst.CSTNode | None:
    """The last statement that may bind a name: a plain assignment, or anything else."""
    for statement in reversed(statements):
        stores = [use for use in occurrences(file, statement, name) if is_store(file, use)]
        if not stores:
            continue
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Assign) and any(use in targets_of(small) for use in stores):
            return small
        return statement
    return None
