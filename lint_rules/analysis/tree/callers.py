"""What a function's callers make of its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.values import held_values

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def given_by_callers(file: SourceFile, node: cst.BaseExpression) -> frozenset[str] | None:
    """What callers give for the parameter that a name stands for; None where it stands for something else.

    `answers.py` says which words there are; empty where nobody is seen to call the function.
    """
    function = file.function(node)
    if not isinstance(node, cst.Name) or not isinstance(function, cst.FunctionDef):
        return None
    if held_values(file, node, node.value) != [None]:
        return None
    return given_for(file, function, node.value)


def given_for(file: SourceFile, function: cst.FunctionDef, parameter: str) -> frozenset[str]:
    found = file.ask("given-by-callers", file.number_of(function), parameter)
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()
