"""What a piece of code puts into a collection, by the name of it: `x.add(a)`, `x.extend(b)`, `x[a] = b`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import dotted_name, only_index
from lint_rules.knowledge.items import ADDING, EXTENDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


def added_to(file: SourceFile, within: cst.CSTNode, held: str) -> Iterator[tuple[cst.BaseExpression, bool]]:
    """Items, and collections of items (True). `groups[]` stands for whatever `groups` holds."""
    last = held.removesuffix("[]").rpartition(".")[2]
    for name in file.names(within, last):
        parent = file.parent(name)
        whole = parent if isinstance(parent, cst.Attribute) and parent.attr is name else name
        if dotted_name(whole) != held.removesuffix("[]"):
            continue
        if held.endswith("[]"):
            place = file.parent(whole)
            if isinstance(place, cst.Subscript) and place.value is whole:
                yield from _by_method(file, place)
                yield from _by_assignment(file, place)
            elif isinstance(place, cst.Attribute) and place.attr.value == "setdefault":
                yield from _by_method(file, file.parent(place) or place)
        else:
            yield from _by_method(file, whole)
            yield from _as_key(file, whole)


def _by_method(file: SourceFile, holder: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, bool]]:
    method = file.parent(holder)
    call = file.parent(method) if isinstance(method, cst.Attribute) and method.value is holder else None
    if not isinstance(method, cst.Attribute) or not isinstance(call, cst.Call) or call.func is not method:
        return
    if method.attr.value in ADDING and call.args:
        yield call.args[-1].value, False
    elif method.attr.value in EXTENDING:
        yield from ((arg.value, True) for arg in call.args if arg.keyword is None)


def _by_assignment(file: SourceFile, holder: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, bool]]:
    """`groups[key] = [a, b]`"""
    target = file.parent(holder)
    assign = file.parent(target) if isinstance(target, cst.AssignTarget) else target
    if isinstance(assign, cst.Assign | cst.AugAssign) and getattr(assign, "target", holder) is holder:
        yield assign.value, True


def _as_key(file: SourceFile, holder: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, bool]]:
    """`table[key] = value`: who goes through a table gets its keys."""
    subscript = file.parent(holder)
    if not isinstance(subscript, cst.Subscript) or subscript.value is not holder:
        return
    target = file.parent(subscript)
    stored = isinstance(target, cst.AssignTarget) or (
        isinstance(target, cst.AugAssign) and target.target is subscript
    )
    index = only_index(subscript)
    if stored and index is not None:
        yield index, False
