"""Readers of files whose path can be seen and may be that of data."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from lint_rules.knowledge.data_files import DATA_SUFFIX, PLAIN, READERS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_ANY_DATA = re.compile(DATA_SUFFIX.pattern.replace("$", r"\b"), re.IGNORECASE)
_SEEN = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call, ast.Name)


def keeps(candidate: Candidate) -> bool:
    call, reads = candidate.node, READERS.get(candidate.target)
    if not isinstance(call, ast.Call) or reads is None:
        return False
    path = _argument(call, reads.parameter, reads.position)
    if not isinstance(path, _SEEN) or _is_given(candidate, path):
        return False
    if candidate.target not in PLAIN:
        return True
    mode = _argument(call, "mode", 3 if candidate.target == "numpy.memmap" else 1)
    writes = isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("waxc+")
    return not writes and _ANY_DATA.search(candidate.around.text) is not None


def _is_given(candidate: Candidate, path: ast.expr) -> bool:
    """Whether a path is a parameter of the function around."""
    function = candidate.around.function(candidate.scope)
    if function is None or not isinstance(path, ast.Name):
        return False
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return any(parameter.arg == path.id for parameter in every)


def _argument(call: ast.Call, name: str, index: int) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if named is None and index < len(call.args):
        return call.args[index]
    return named
