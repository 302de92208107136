"""Numbers that a loop gives to its items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import bound_in, is_bound_inside, start_value
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lint_rules.analysis.tree.source import SourceFile


def numbering_effect(file: SourceFile, node: cst.Assign, loop: cst.For | cst.While) -> str | None:
    """`ids[x] = len(ids)`, or `ids[x] = n` with a counter that the loop moves on."""
    for target in (t.target for t in node.targets):
        if not isinstance(target, cst.Subscript):
            continue
        table = dotted_name(target.value)
        for call in file.below(node.value):
            if table is not None and _is_length_of(file, call, table):
                return "decides which item gets which number"
        number = _without_int(file, node.value)
        if isinstance(number, cst.Name) and (
            is_counter(file, number.value, loop) or _is_moved_before(file, node, number.value, loop)
        ):
            return "decides which item gets which number"
    return None


def _without_int(file: SourceFile, node: cst.BaseExpression) -> cst.BaseExpression:
    """`n` of `int(n)`"""
    made = isinstance(node, cst.Call) and len(node.args) == 1 and file.resolve(node.func) == "builtins.int"
    return node.args[0].value if made and isinstance(node, cst.Call) else node


def is_counter(file: SourceFile, name: str, loop: cst.For | cst.While) -> bool:
    moved = [n.target for n in file.below(loop.body) if isinstance(n, cst.AugAssign)]
    counts = any(isinstance(t, cst.Name) and t.value == name for t in moved)
    return counts and not is_bound_inside(file, name, loop)


def _is_moved_before(file: SourceFile, node: cst.Assign, name: str, loop: cst.For | cst.While) -> bool:
    """`n += 1; ids[x] = n`, where other branches only ask for a number: `n = ids[x]`."""
    block = file.enclosing(node, cst.IndentedBlock)
    moved = [
        one
        for one in (file.of_kind(cst.AugAssign, block) if block is not None else ())
        if isinstance(one.target, cst.Name)
        and one.target.value == name
        and file.order(one) < file.order(node)
    ]
    others = [value for _, value in bound_in(file, name, loop) if not isinstance(value, cst.AugAssign)]
    starts = isinstance(start_value(file, name, loop), cst.Integer)
    return bool(moved) and starts and all(isinstance(value, cst.Name | cst.Subscript) for value in others)


def numbers_in_text(file: SourceFile, names: Iterable[str], loop: cst.For | cst.While) -> set[str]:
    """Those of some names that the loop binds to text with a counter in it: `name = f"{n:03d}.png"`."""
    return {
        name for name in names if any(_counts_in_text(file, v, loop) for _, v in bound_in(file, name, loop))
    }


def _counts_in_text(file: SourceFile, value: cst.CSTNode | None, loop: cst.For | cst.While) -> bool:
    if not isinstance(value, cst.FormattedString):
        return False
    return any(
        isinstance(part.expression, cst.Name) and is_counter(file, part.expression.value, loop)
        for part in file.of_kind(cst.FormattedStringExpression, value)
    )


def _is_length_of(file: SourceFile, node: cst.CSTNode, table: str) -> bool:
    if not isinstance(node, cst.Call) or not node.args:
        return False
    return file.resolve(node.func) == "builtins.len" and dotted_name(node.args[0].value) == table


def become_letters(file: SourceFile, numbering: cst.Call) -> bool:
    """`table = dict(zip(words, range(n)))`, asked for in `chr(table[word])` only: letters to compare."""
    made = file.parent(numbering)
    while isinstance(made, cst.Arg | cst.CompFor):
        made = file.parent(made)
    assign = file.parent(made) if isinstance(made, cst.Call | cst.DictComp) else None
    if not isinstance(assign, cst.Assign) or not isinstance(target := assign.targets[0].target, cst.Name):
        return False
    uses = later_uses(file, assign, target.value)
    return bool(uses) and all(_becomes_letter(file, use) for use in uses)


def _becomes_letter(file: SourceFile, table: cst.Name) -> bool:
    place = file.parent(table)
    arg = file.parent(place) if isinstance(place, cst.Subscript) else None
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.chr"
