"""What has to hold for a piece of code to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


def conditions_met(file: SourceFile, node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """The conditions within its function that have to be true for a node to be evaluated."""
    below = node
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.FunctionDef):
            return
        if isinstance(ancestor, cst.If | cst.IfExp) and ancestor.body is below:
            yield ancestor.test
        below = ancestor
