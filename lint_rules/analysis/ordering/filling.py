"""Loops that end as soon as they have filled a table or a set: which items get into it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import is_bound_inside, mentions
from lint_rules.analysis.tree.names import occurrences
from lint_rules.analysis.tree.nodes import INEQUALITIES

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.derived import Loop
    from lint_rules.analysis.tree.source import SourceFile

_ADDING = frozenset({"add", "append", "extend", "update"})


def stops_when_full(file: SourceFile, leaving: cst.CSTNode, loop: Loop, items: set[str]) -> bool:
    """`if len(found) >= most: break`, where the loop puts its items into `found`, which is used later."""
    branch = file.enclosing(leaving, cst.If)
    if branch is None or not file.holds(loop.body, branch) or not file.holds(branch.body, leaving):
        return False
    compared = [part for part in file.below(branch.test) if isinstance(part, cst.Comparison)]
    measured = [name for one in compared for name in [_measured(file, one)] if name is not None]
    return any(
        not is_bound_inside(file, name, loop)
        and _takes_items(file, name, loop, items)
        and _is_read_after(file, name, loop, leaving)
        for name in measured
    )


def _measured(file: SourceFile, compared: cst.Comparison) -> str | None:
    """`found` of `len(found) >= most`; whoever waits for as many as there are in another has them all."""
    call, other = compared.left, compared.comparisons[0]
    if not isinstance(call, cst.Call) or file.resolve(call.func) != "builtins.len" or not call.args:
        return None
    if not isinstance(other.operator, (*INEQUALITIES, cst.Equal)) or isinstance(other.comparator, cst.Call):
        return None
    held = call.args[0].value
    return held.value if isinstance(held, cst.Name) else None


def _takes_items(file: SourceFile, name: str, loop: Loop, items: set[str]) -> bool:
    """`found[item] = ...`, `found.add(item)`"""
    for use in occurrences(file, loop.body, name):
        parent = file.parent(use)
        around = file.parent(parent) if parent is not None else None
        given: list[cst.CSTNode] = []
        if isinstance(parent, cst.Subscript) and isinstance(around, cst.AssignTarget):
            given = [parent.slice[0]]
        elif isinstance(parent, cst.Attribute) and parent.attr.value in _ADDING:
            given = [arg.value for arg in around.args] if isinstance(around, cst.Call) else []
        if any(mentions(file, one, items) for one in given):
            return True
    return False


def _is_read_after(file: SourceFile, name: str, loop: Loop, leaving: cst.CSTNode) -> bool:
    end = file.end(loop)
    uses = occurrences(file, file.function(loop), name)
    return any(file.order(use) > end or file.holds(leaving, use) for use in uses)
