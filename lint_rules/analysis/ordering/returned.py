"""What a function of the file at hand returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def values_returned(file: SourceFile, function: cst.FunctionDef) -> list[cst.BaseExpression]:
    """None of a generator, nor where a `return` gives nothing."""
    body = function.body
    own = [node for node in file.of_kind(cst.Return, body) if file.function(node) is function]
    yields = file.of_kind(cst.Yield, body)
    returns = [node.value for node in own if node.value is not None]
    whole = len(returns) == len(own) and all(file.function(node) is not function for node in yields)
    return returns if whole else []


def function_named(file: SourceFile, qualname: str) -> cst.FunctionDef | None:
    functions = file.of_kind(cst.FunctionDef, file.module)
    found = [node for node in functions if file.scope_of(node).qualname == qualname]
    return found[0] if len(found) == 1 else None
