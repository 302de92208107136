"""Searches that go through a list of what is still to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.arguments import constant
from lint_rules.analysis.names import bindings, occurrences

if TYPE_CHECKING:
    from lint_rules.analysis.source import SourceFile


def only_answers_yes_or_no(file: SourceFile, queue: cst.Name) -> bool:
    """A search through a queue of its own that returns constants finds the same in every order."""
    function = file.function(queue)
    if not isinstance(function, cst.FunctionDef):
        return False
    below = file.below(function.body)
    returns = [n.value for n in below if isinstance(n, cst.Return)]
    if not returns or any(isinstance(n, cst.Yield) for n in below):
        return False
    own = all(isinstance(value, cst.Call | cst.List) for _, value in bindings(file, function, queue.value))
    told = all(value is not None and constant(value) in (True, False) for value in returns)
    kept = any(
        isinstance(file.parent(use), cst.Arg | cst.Element)
        for use in occurrences(file, function, queue.value)
    )
    return own and told and not kept
