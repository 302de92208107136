"""States of optimizers, in files that save something."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.checkpoints import OPTIMIZER, SAVERS, SAVING_METHODS, WHOLE_OPTIMIZER

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    around = candidate.around
    called = around.called
    if around.targets.isdisjoint(SAVERS) and not any(map(SAVING_METHODS.fullmatch, called)):
        return False
    if any(_is_of_optimizer(call.func) for call in called.get("state_dict", ())):
        return True
    return any(map(WHOLE_OPTIMIZER.fullmatch, around.words))


def _is_of_optimizer(function: ast.expr) -> bool:
    """`self.optimizer.state_dict`"""
    owner = function.value if isinstance(function, ast.Attribute) else None
    name = last_name(owner)
    return OPTIMIZER.search(name) is not None
