"""Hashes that may get into a result: most are those of a `__hash__`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.knowledge.hashing import TEXT_MAKERS, TEXT_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate
    from lint_rules.analysis.scanning.facts import Scope


def keeps(candidate: Candidate) -> bool:
    if _in_hash_method(candidate.scope):
        return False
    parent = candidate.tree.parent(candidate.node)
    hashed = candidate.node.args if isinstance(candidate.node, ast.Call) else ()
    if hashed and not any(_is_text(candidate, node) for node in hashed):
        around = parent
        while isinstance(around, ast.Tuple):
            around = candidate.tree.parent(around)
        if isinstance(around, ast.Return):
            return False  # what is not clearly text has to be used for something
    return not isinstance(parent, ast.Compare | ast.Expr | ast.Assert)


def _is_text(candidate: Candidate, hashed: ast.expr) -> bool:
    if isinstance(hashed, ast.Call):
        method = hashed.func.attr if isinstance(hashed.func, ast.Attribute) else ""
        return method in TEXT_METHODS or candidate.resolve(hashed.func) in TEXT_MAKERS
    if isinstance(hashed, ast.Tuple):
        return any(_is_text(candidate, part) for part in hashed.elts)
    if isinstance(hashed, ast.BinOp):
        return _is_text(candidate, hashed.left) or _is_text(candidate, hashed.right)
    if isinstance(hashed, ast.Starred):
        return _is_text(candidate, hashed.value)
    return isinstance(hashed, ast.Constant | ast.JoinedStr)


def _in_hash_method(scope: Scope | None) -> bool:
    while scope is not None:
        if scope.kind == "function" and (scope.name == "__eq__" or scope.name.endswith("_hash__")):
            return True
        scope = scope.parent
    return False
