"""Draws that an import may run: most stand in functions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate
    from lint_rules.analysis.scanning.facts import Scope


def keeps(candidate: Candidate) -> bool:
    if not isinstance(candidate.node, ast.Call):
        return False
    scope: Scope | None = candidate.scope
    while scope is not None:
        if scope.kind == "function":
            return False
        scope = scope.parent
    return True
