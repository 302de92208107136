"""Methods called `reset` that may be an environment's: no argument, and of nothing imported."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.knowledge.environments import AGENTS, MAKERS, SEEDED_MAKERS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_AGENTS = frozenset().union(*AGENTS.values())


def keeps(candidate: Candidate) -> bool:
    target, call = candidate.target, candidate.node
    if target in MAKERS or target in SEEDED_MAKERS or target.rpartition(".")[2] in _AGENTS:
        return True
    if not isinstance(call, ast.Call) or dotted_name(call.func) is None:
        return False
    if target and not target.startswith("."):
        return False  # a module, or what was imported from one
    return not (call.args or call.keywords) or any(keyword.arg == "seed" for keyword in call.keywords)
