"""Listings whose order is not forgotten at once: `sorted(os.listdir(folder))` is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.knowledge.consumers import ORDER_FREE, WALKS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    if not isinstance(candidate.node, ast.Call) or candidate.target in WALKS:
        return isinstance(candidate.node, ast.Call)
    taker = candidate.tree.parent(candidate.node)
    if not isinstance(taker, ast.Call) or taker.keywords or taker.func is candidate.node:
        return True
    return candidate.resolve(taker.func) not in ORDER_FREE
