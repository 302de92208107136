"""Estimators inside an ensemble, which gives each of them a seed of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.names import occurrences
from lint_rules.analysis.tree.values import holder_of
from lint_rules.knowledge.sklearn import SEEDS_ITS_PARTS

_PARTS = re.compile(r"_(check|default|get|make|validate)_(\w+_)?(estimators?|samplers?)_?")

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def is_seeded_by_ensemble(file: SourceFile, node: cst.Call) -> bool:
    """Whether an estimator is a part of one that sets the `random_state` of its parts.

    Whether the ensemble itself is seeded is asked there.
    """
    if _is_part(file, node) or _is_made_for_an_ensemble(file, node):
        return True
    holder = holder_of(file, node)
    if holder is None or "." in holder:
        return False
    uses = [u for u in occurrences(file, file.function(node), holder) if file.order(u) > file.end(node)]
    return bool(uses) and all(_is_part(file, use) for use in uses)


def _is_made_for_an_ensemble(file: SourceFile, node: cst.Call) -> bool:
    """Whether a method such as `_validate_estimator` makes the default part of an ensemble's own class."""
    function = file.function(node)
    inside = isinstance(function, cst.FunctionDef) and file.enclosing(function, cst.ClassDef) is not None
    return inside and isinstance(function, cst.FunctionDef) and bool(_PARTS.fullmatch(function.name.value))


def _is_part(file: SourceFile, node: cst.CSTNode) -> bool:
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.BaseStatement | cst.BaseSmallStatement):
            return False
        if isinstance(ancestor, cst.Call) and ancestor is not node:
            name = file.resolve(ancestor.func)
            if name.partition(".")[0] in ("sklearn", "imblearn"):
                return name.rpartition(".")[2] in SEEDS_ITS_PARTS
            state = argument(ancestor, "random_state")
            if state is not None:  # of another library, which is likely to do the same
                return not is_none(state)
    return False
