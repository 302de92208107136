"""Generators that may get no seed: not those whose seed is written down, nor their names in annotations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.knowledge.generators import GENERATORS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call):
        around = candidate.tree.parent(call)
        return isinstance(around, ast.keyword) and around.arg == "default_factory"
    name = GENERATORS[candidate.target]
    given = [keyword.value for keyword in call.keywords if keyword.arg == name] or call.args[:1]
    seed = given[0] if given else None
    return not isinstance(seed, ast.Constant) or seed.value is None
