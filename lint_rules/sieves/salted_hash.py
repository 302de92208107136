"""Hashes that may get into a result: most are those of a `__hash__`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate
    from lint_rules.analysis.scanning.facts import Scope


def keeps(candidate: Candidate) -> bool:
    if _in_hash_method(candidate.scope):
        return False
    parent = candidate.tree.parent(candidate.node)
    hashed = candidate.node.args if isinstance(candidate.node, ast.Call) else ()
    if hashed and isinstance(parent, ast.Return) and not any(map(_may_be_text, hashed)):
        return False  # what is not clearly text has to be used for something
    return not isinstance(parent, ast.Compare | ast.Expr | ast.Assert)


def _may_be_text(hashed: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call | ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
        for node in ast.walk(hashed)
    )


def _in_hash_method(scope: Scope | None) -> bool:
    while scope is not None:
        if scope.kind == "function" and (scope.name == "__eq__" or scope.name.endswith("_hash__")):
            return True
        scope = scope.parent
    return False
