"""Options of a command line that may be a seed which nothing reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.options import is_unread
from lint_rules.knowledge.words import SEED_PARAMETERS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call):
        return False
    flags = (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
    names = [flag[2:].replace("-", "_") for flag in flags if flag.startswith("--")]
    return any(name in SEED_PARAMETERS and is_unread(candidate.around.text, name) for name in names)
