"""Names that stand for what a mapping holds: `for key, names in groups.items()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import comprehension_clauses

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def mapping_behind(file: SourceFile, target: cst.Name) -> cst.BaseExpression | None:
    """`groups`, where a loop or comprehension gives a name one of its values after the other."""
    element = file.parent(target)
    whole = file.parent(element) if isinstance(element, cst.Element) else target
    loop = file.parent(whole) if whole is not None else None
    if not isinstance(loop, cst.For | cst.CompFor) or loop.target is not whole:
        return None
    call = loop.iter
    if not isinstance(call, cst.Call) or call.args or not isinstance(call.func, cst.Attribute):
        return None
    method = call.func
    if whole is target:
        return method.value if method.attr.value == "values" else None
    second = isinstance(whole, cst.Tuple) and len(whole.elements) == 2 and whole.elements[1] is element
    return method.value if second and method.attr.value == "items" else None


def comprehension_target(file: SourceFile, use: cst.Name) -> cst.Name | None:
    """Where the comprehension around a use binds its name."""
    for around in file.ancestors(use):
        for clause in comprehension_clauses(around) if isinstance(around, cst.BaseComp) else ():
            for name in file.names(clause.target, use.value):
                return name
    return None
