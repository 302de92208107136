"""Clocks that are read where a loop trains or searches, and keywords of those who take a budget."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.candidates import Tree
from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.clocks import BUDGETS, BUDGETS_OF, MOMENTS, STOPWATCHES, TRAINS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_NAMED = (ast.Name, ast.Attribute)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call) or any(_is_budget(candidate, call, k.arg) for k in call.keywords):
        return True
    if candidate.target in MOMENTS or candidate.target in STOPWATCHES:
        at_top = candidate.around.function(candidate.scope) is None
        return at_top or any(
            _trains(node) or _keeps_best(node) for node in candidate.tree.nodes if isinstance(node, _LOOPS)
        )
    return candidate.target.startswith("flaml.")


def _is_budget(candidate: Candidate, call: ast.Call, keyword: str | None) -> bool:
    name = candidate.target.rpartition(".")[2]
    name = call.func.attr if isinstance(call.func, ast.Attribute) else name
    keywords, _ = BUDGETS_OF.get(name, ((), frozenset()))
    return keyword in BUDGETS or keyword in keywords


def _trains(loop: ast.stmt) -> bool:
    calls = (node.func for node in Tree([loop]).nodes if isinstance(node, ast.Call))
    names = (last_name(f) for f in calls)
    return any(TRAINS.fullmatch(name) for name in names)


def _keeps_best(loop: ast.stmt) -> bool:
    """Whether something is assigned to a name or attribute that is compared right before."""
    for node in Tree([loop]).nodes:
        if isinstance(node, ast.If) and any(isinstance(part, ast.Compare) for part in ast.walk(node.test)):
            compared = {ast.unparse(part) for part in ast.walk(node.test) if isinstance(part, _NAMED)}
            assigned = (
                target for part in node.body if isinstance(part, ast.Assign) for target in part.targets
            )
            if any(ast.unparse(target) in compared for target in assigned):
                return True
    return False
