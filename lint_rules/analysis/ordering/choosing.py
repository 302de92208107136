"""Loops that keep the best of their items: of those that measure the same, the first one, or the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.nodes import INEQUALITIES, dotted_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.ordering.derived import Loop
    from lint_rules.analysis.tree.source import SourceFile


def keeps_the_best(file: SourceFile, assign: cst.Assign, loop: Loop, items: set[str]) -> bool:
    """Whether `kept = item` in `if score > best: best = score; kept = item`, where `kept` is used afterwards.

    The same with `if len(item) > len(kept)`. What is compared by itself is not meant: `if item > best:
    best = item` gives the same in every order.
    """
    branch = file.enclosing(assign, cst.If)
    if branch is None or not file.holds(loop.body, branch) or not mentions(file, assign.value, items):
        return False
    kept, item = assign.targets[0].target, dotted_name(assign.value)
    if not isinstance(kept, cst.Name) or not _is_used_after(file, kept.value, loop):
        return False
    return any(
        _is_measured(best, kept.value)
        or (
            _is_stored(file, branch, best)
            and dotted_name(best) != kept.value
            and (item is None or dotted_name(measure) != item)
        )
        for measure, best in _compared(branch.test)
    )


def _compared(test: cst.BaseExpression) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """The two sides of `score > best`, either way round."""
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        other = test.comparisons[0]
        if isinstance(other.operator, INEQUALITIES):
            yield test.left, other.comparator
            yield other.comparator, test.left


def _is_measured(node: cst.BaseExpression, kept: str) -> bool:
    """`len(kept)`"""
    return isinstance(node, cst.Call) and any(dotted_name(arg.value) == kept for arg in node.args)


def _is_stored(file: SourceFile, branch: cst.If, best: cst.BaseExpression) -> bool:
    name = dotted_name(best)
    return name is not None and any(
        dotted_name(target.target) == name
        for node in file.of_kind(cst.Assign, branch.body)
        for target in node.targets
    )


def _is_used_after(file: SourceFile, name: str, loop: Loop) -> bool:
    end = file.end(loop)
    return any(file.order(use) > end for use in occurrences(file, file.function(loop), name))


def keeps_the_last(file: SourceFile, assign: cst.Assign, loop: Loop, items: set[str]) -> bool:
    """Whether a loop only binds names, of which one is read after it: `for x in xs: last = x`."""
    target = assign.targets[0].target
    if not isinstance(loop, cst.For) or not isinstance(target, cst.Name):
        return False
    if not mentions(file, assign.value, items) or file.enclosing(assign, cst.IndentedBlock) is not loop.body:
        return False
    if not all(_only_binds(file, line) for line in loop.body.body):
        return False
    later = (
        use
        for use in occurrences(file, file.function(loop), target.value)
        if file.order(use) > file.end(loop)
    )
    use = next(later, None)
    return use is not None and not is_store(file, use)


def _only_binds(file: SourceFile, line: cst.CSTNode) -> bool:
    """`last = item`, `if item in known: continue`"""
    if isinstance(line, cst.If):
        return line.orelse is None and all(_only_binds(file, one) for one in line.body.body)
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    return all(isinstance(one, cst.Assign | cst.Continue | cst.Pass) for one in line.body)
