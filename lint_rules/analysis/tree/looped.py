"""What the variable of a loop goes through, where that is written down: `for model in (SVC, Ridge):`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.nodes import comprehension_clauses
from lint_rules.analysis.tree.values import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


def looped_over(file: SourceFile, node: cst.Name) -> list[cst.BaseExpression]:
    """Every value of a variable of a loop over a literal; nothing where something else is bound to it."""
    loop = _loop_of(file, node)
    if loop is None:
        return []
    items = list(_items(file, loop.iter))
    position = _position(loop.target, node.value)
    if position is None:
        return items
    found = [_part(item, position) for item in items]
    return [part for part in found if part is not None]


def _loop_of(file: SourceFile, node: cst.Name) -> cst.For | cst.CompFor | None:
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.BaseComp):
            for clause in comprehension_clauses(ancestor):
                if _binds(clause.target, node.value):
                    return clause
        if isinstance(ancestor, cst.For) and _binds(ancestor.target, node.value):
            inside = occurrences(file, ancestor.body, node.value)
            return None if any(is_store(file, use) for use in inside) else ancestor
        if isinstance(ancestor, cst.FunctionDef | cst.Lambda):
            return None
    return None


def _binds(target: cst.BaseExpression, name: str) -> bool:
    if isinstance(target, cst.Tuple):
        return _position(target, name) is not None
    return isinstance(target, cst.Name) and target.value == name


def _position(target: cst.BaseExpression, name: str) -> int | None:
    """Where a name stands in `for key, model in ...`; None for the only one."""
    elements = target.elements if isinstance(target, cst.Tuple) else ()
    for i, element in enumerate(elements):
        if isinstance(element.value, cst.Name) and element.value.value == name:
            return i
    return None


def _items(file: SourceFile, iterated: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    called = iterated.func if isinstance(iterated, cst.Call) and not iterated.args else None
    if isinstance(called, cst.Attribute) and called.attr.value in ("items", "values"):
        table = value_of(file, called.value)
        for entry in table.elements if isinstance(table, cst.Dict) else ():
            if isinstance(entry, cst.DictElement):
                pair = cst.Tuple([cst.Element(entry.key), cst.Element(entry.value)])
                yield pair if called.attr.value == "items" else entry.value
        return
    table = value_of(file, iterated)
    for element in table.elements if isinstance(table, cst.Tuple | cst.List) else ():
        yield element.value


def _part(item: cst.BaseExpression, position: int) -> cst.BaseExpression | None:
    if not isinstance(item, cst.Tuple | cst.List) or position >= len(item.elements):
        return None
    return item.elements[position].value
