"""Addresses that may decide something: most are keys of a dict or are only compared for equality."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_INEQUALITIES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def keeps(candidate: Candidate) -> bool:
    if candidate.target != "builtins.id":
        return True
    parent = candidate.tree.parent(candidate.node)
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Mod)
    if isinstance(parent, ast.Compare):
        return isinstance(parent.ops[0], _INEQUALITIES)
    return isinstance(parent, ast.Lambda | ast.Call | ast.keyword | ast.Starred)
