"""Tasks that may draw: functions of the project, and what a name or a lambda may hold."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from lint_rules.knowledge.parallel import ONLY_POOLS_HAVE, POOL_METHODS, POOLS, SPAWNS, STARTS_TASK
from lint_rules.knowledge.streams import DRAWS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call):
        return False
    known = STARTS_TASK.get(candidate.target) or SPAWNS.get(candidate.target)
    if known is not None:
        task = _argument(call, *known)
        return task is not None and _may_draw(candidate, task)
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method not in POOL_METHODS or not call.args:
        return False
    if method not in ONLY_POOLS_HAVE and candidate.around.targets.isdisjoint(POOLS):
        return False
    return _may_draw(candidate, call.args[0])


def _argument(call: ast.Call, name: str, index: int | None) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[index] if index is not None and index < len(call.args) else None


def _may_draw(candidate: Candidate, task: ast.expr) -> bool:
    if isinstance(task, ast.Lambda):
        return True
    if isinstance(task, ast.Call):
        return candidate.resolve(task.func) == "functools.partial"
    target = candidate.resolve(task)
    if not target:  # `self.f` is not known within a comprehension; elsewhere nobody looks into an attribute
        return isinstance(task, ast.Name) or candidate.scope.kind == "small"
    head = target.partition(".")[0]
    return target in DRAWS or head not in sys.stdlib_module_names | {"builtins"}
