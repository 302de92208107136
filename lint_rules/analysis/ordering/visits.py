"""Functions that call themselves for each item, and keep a list of where they have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.resorting import sorts
from lint_rules.analysis.tree.names import occurrences
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.tree.source import SourceFile

_KEEPS = frozenset({"append", "appendleft", "extend", "insert"})


def visits_in_order(
    file: SourceFile, call: cst.Call, loop: cst.For | cst.While, is_sorted: Callable[[str, cst.CSTNode], bool]
) -> bool:
    """Whether a call in a loop is one of the function itself, whose list tells the order of the visit."""
    function = file.function(loop)
    if not isinstance(function, cst.FunctionDef) or dotted_name(call.func) != function.name.value:
        return False
    return any(
        node.attr.value in _KEEPS
        and file.enclosing(node, cst.ExceptHandler) is None  # what went wrong is for people to read
        and not _is_sorted_in(file, function, node.value)
        and not is_sorted(dotted_name(node.value) or "", loop)
        for node in file.of_kind(cst.Attribute, function.body)
    )


def _is_sorted_in(file: SourceFile, function: cst.FunctionDef, held: cst.CSTNode) -> bool:
    """`return sorted(found)`"""
    if not isinstance(held, cst.Name):
        return False
    return any(sorts(file, use) for use in occurrences(file, function, held.value))
