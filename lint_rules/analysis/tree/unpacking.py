"""Assignments of several values at once: `seen, left = set(), []`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_Display = cst.Tuple | cst.List


def part_given(file: SourceFile, name: cst.Name) -> cst.BaseExpression | None:
    """What a name gets where both sides are spelt out; None of any other binding."""
    element = file.parent(name)
    names = file.parent(element) if isinstance(element, cst.Element) else None
    target = file.parent(names) if names is not None else None
    assign = file.parent(target) if isinstance(target, cst.AssignTarget) else None
    values = assign.value if isinstance(assign, cst.Assign) else None
    if not isinstance(names, _Display) or not isinstance(values, _Display):
        return None
    if len(names.elements) != len(values.elements) or any(
        isinstance(one, cst.StarredElement) for one in (*names.elements, *values.elements)
    ):
        return None
    return next(
        given.value for one, given in zip(names.elements, values.elements, strict=True) if one.value is name
    )
