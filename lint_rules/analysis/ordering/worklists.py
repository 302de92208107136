"""Searches that go through a list of what is still to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.names import bindings, occurrences
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.loops import LoopBody
    from lint_rules.analysis.tree.source import SourceFile


def only_answers_yes_or_no(file: SourceFile, queue: cst.Name) -> bool:
    """A search through a queue of its own that returns constants finds the same in every order."""
    function = file.function(queue)
    if not isinstance(function, cst.FunctionDef):
        return False
    below = file.below(function.body)
    returns = [n.value for n in below if isinstance(n, cst.Return)]
    if not returns or any(isinstance(n, cst.Yield) for n in below):
        return False
    own = all(isinstance(value, cst.Call | cst.List) for _, value in bindings(file, function, queue.value))
    told = all(value is not None and constant(value) in (True, False) for value in returns)
    kept = any(
        isinstance(file.parent(use), cst.Arg | cst.Element)
        for use in occurrences(file, function, queue.value)
    )
    return own and told and not kept


def takes_from_worklist(file: SourceFile, loops: LoopBody, pop: cst.Call) -> bool:
    """`while todo: x = todo.pop()`, where the loop does the same for the items in every order."""
    loop, assign = file.enclosing(pop, cst.While), file.parent(pop)
    if loop is None or not isinstance(assign, cst.Assign) or not isinstance(pop.func, cst.Attribute):
        return False
    items, target = pop.func.value, assign.targets[0].target
    watched = any(part.deep_equals(items) for part in file.below(loop.test))
    if not watched or not isinstance(target, cst.Name):
        return False
    return loops.reason(loop, target.value, dotted_name(items) or "") is None
