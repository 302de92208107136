"""Whether those who call a function sort what it returns, ask only how much it is, or do each item alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.project.independent_work import names_bound, works_on_each
from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.knowledge.consumers import ORDER_FREE, SORTERS, SORTING_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.project.given import Given
    from lint_rules.analysis.scanning.facts import Scope

_SORTING = frozenset(name.rpartition(".")[2] for name in ORDER_FREE | SORTERS)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def all_sort(given: Given, scope: Scope, importers: set[str]) -> bool:
    """Whether somebody calls a function, tests left out, and nobody minds its order.

    Of one that a file imports for others, it takes who sorts it: whoever goes through it is not all.
    """
    calls = list(given.calls_of(scope))
    files = {id(tree): _Tree(tree) for tree, _ in calls}
    handed_on = bool(importers - given.paths_calling(scope))
    return bool(calls) and all(
        _is_forgotten(call, files[id(tree)]) or (not handed_on and _is_done_each(call, files[id(tree)]))
        for tree, call in calls
    )


class _Tree:
    """What stands around the nodes of a file."""

    def __init__(self, tree: ast.Module) -> None:
        self.parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def uses_around(self, node: ast.AST, name: str) -> Iterator[ast.Name]:
        """Where the function around reads a name."""
        around: ast.AST = node
        while not isinstance(around, (*_FUNCTIONS, ast.Module)):
            around = self.parents[id(around)]
        for part in ast.walk(around):
            if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load):
                yield part

    def is_read_after(self, loop: ast.For, name: str) -> bool:
        last = loop.end_lineno or loop.lineno
        return any(use.lineno > last for use in self.uses_around(loop, name))


def _is_forgotten(node: ast.expr, file: _Tree) -> bool:
    parent = file.parents.get(id(node))
    if _sorts(node, parent, file):
        return True
    if not isinstance(parent, ast.Assign):
        return False
    names = [target for whole in parent.targets for target in _parts(whole)]
    return bool(names) and all(_is_sorted(name, file) for name in names)


def _is_done_each(call: ast.expr, file: _Tree) -> bool:
    """`for name in left_over(): Page(name).save()`"""
    loop = file.parents.get(id(call))
    if not isinstance(loop, ast.For) or loop.iter is not call or not works_on_each(loop):
        return False
    return not any(file.is_read_after(loop, name) for name in sorted(names_bound(loop)))


def _parts(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def _is_sorted(target: ast.expr, file: _Tree) -> bool:
    """Whether a name is sorted in place or anew, or all that is asked of it needs no order."""
    if not isinstance(target, ast.Name):
        return False
    uses = [(use, file.parents[id(use)]) for use in file.uses_around(target, target.id)]
    if any(_sorts_for_good(use, parent, file) for use, parent in uses):
        return True
    return all(_sorts(use, parent, file) for use, parent in uses)


def _by_measure(call: ast.Call) -> bool:
    """`sorted(x, key=lambda row: row["count"])`: those that measure the same keep their order."""
    return any(word.arg == "key" and isinstance(word.value, ast.Lambda) for word in call.keywords)


def _sorts(node: ast.AST, parent: ast.AST | None, file: _Tree) -> bool:
    """`sorted(x)`, `len(x)`, `x.sort()`"""
    if isinstance(parent, ast.Attribute):
        call = file.parents.get(id(parent))
        return parent.attr in SORTING_METHODS and isinstance(call, ast.Call) and not _by_measure(call)
    if not isinstance(parent, ast.Call) or node not in parent.args[:1] or _by_measure(parent):
        return False
    return (dotted_name(parent.func) or "").rpartition(".")[2] in _SORTING


def _sorts_for_good(use: ast.Name, parent: ast.AST, file: _Tree) -> bool:
    if not _sorts(use, parent, file):
        return False
    if isinstance(parent, ast.Attribute):
        return parent.attr == "sort"
    assign = file.parents.get(id(parent))
    targets = assign.targets if isinstance(assign, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == use.id for target in targets)
