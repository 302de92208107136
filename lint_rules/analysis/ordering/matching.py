"""Loops that look for the one item that is equal to something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.tree.conditions import conditions_met

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


def is_of_one_item(file: SourceFile, node: cst.CSTNode, loop: cst.For | cst.While, items: set[str]) -> bool:
    """Whether a node is reached for a single item: `if item == wanted: return path(item)`."""
    if not isinstance(loop, cst.For) or not isinstance(loop.target, cst.Name):
        return False
    tests = (part for test in conditions_met(file, node) for part in _conjuncts(test))
    return any(_equals(file, test, loop.target.value, items) for test in tests)


def _conjuncts(test: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        yield from _conjuncts(test.left)
        yield from _conjuncts(test.right)
    else:
        yield test


def _equals(file: SourceFile, test: cst.BaseExpression, item: str, items: set[str]) -> bool:
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    compared = test.comparisons[0]
    sides = [test.left, compared.comparator]
    others = [side for side in sides if not (isinstance(side, cst.Name) and side.value == item)]
    equal = isinstance(compared.operator, cst.Equal)
    return equal and len(others) == 1 and not mentions(file, others[0], items)
