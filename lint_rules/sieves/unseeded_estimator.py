"""Estimators that are made, or that stand in a table from which they may be taken to be made."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    if isinstance(candidate.node, ast.Call):
        return True
    around = candidate.tree.parent(candidate.node)
    return isinstance(around, ast.Tuple | ast.List | ast.Dict)
