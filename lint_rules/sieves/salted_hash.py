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
    return not isinstance(parent, ast.Compare | ast.Expr | ast.Assert)


def _in_hash_method(scope: Scope | None) -> bool:
    while scope is not None:
        if scope.kind == "function" and (scope.name == "__eq__" or scope.name.endswith("_hash__")):
            return True
        scope = scope.parent
    return False
