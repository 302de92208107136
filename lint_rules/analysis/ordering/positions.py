"""Where a place in a sequence says no order: items of which any will do, columns that are all set alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import UNSEEN, constant
from lint_rules.analysis.tree.conditions import conditions_met
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name, only_index

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_FILL = re.compile(r"(^|_)(fill|missing|default)(_|$)")


def is_first(item: cst.Subscript) -> bool:
    """`files[0]`; who takes the last, or several, counts on an order."""
    index = only_index(item)
    return index is not None and constant(index) == 0


def is_one_of_several(file: SourceFile, item: cst.Subscript) -> bool:
    """`if len(files) > 4: remove(files[0])`"""
    name = dotted_name(item.value)
    return name is not None and any(_says_several(test, name) for test in conditions_met(file, item))


def _says_several(test: cst.BaseExpression, name: str) -> bool:
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    counted, least = test.left, test.comparisons[0]
    if not isinstance(counted, cst.Call) or dotted_name(counted.func) != "len" or len(counted.args) != 1:
        return False
    number = constant(least.comparator)
    more = isinstance(least.operator, cst.GreaterThan | cst.GreaterThanEqual)
    return more and dotted_name(counted.args[0].value) == name and isinstance(number, int) and number > 1


def is_part(item: cst.Subscript) -> bool:
    """`files[:9]`"""
    return len(item.slice) == 1 and isinstance(item.slice[0].slice, cst.Slice)


def asks_for_folder(file: SourceFile, item: cst.Subscript) -> bool:
    """`paths[0].parent`, `paths[0].parts[-2]`: all that one folder lists have the same."""
    around = file.parent(item)
    if isinstance(around, cst.Attribute) and around.attr.value == "parts":
        part = only_index(file.parent(around))
        return part is not None and constant(part) != -1
    if isinstance(around, cst.Attribute):
        return around.attr.value == "parent"
    call = file.parent(around) if isinstance(around, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "os.path.dirname"


def sets_all_alike(file: SourceFile, index: cst.Index) -> bool:
    """`table[list(rows)] = 1`, `table[rows] = table[rows].astype(str)`"""
    place = file.enclosing(index, cst.Subscript)
    assign = file.enclosing(index, cst.Assign)
    if place is None or assign is None:
        return False
    targets = [target.target for target in assign.targets]
    if place in targets and (constant(assign.value) is not UNSEEN or _fills(assign.value)):
        return True
    chosen = dotted_name(index.value)
    parts = [*targets, *file.below(assign.value)]
    return _place_of(targets[0]) == chosen is not None and any(
        _place_of(part) == chosen for part in parts if part is not targets[0]
    )


def is_arranged_later(file: SourceFile, index: cst.Index) -> bool:
    """`both = concat([a, b[list(names)]])`, and then `both = both[columns]`, in an order of its own."""
    assign = file.enclosing(index, cst.Assign)
    target = assign.targets[0].target if assign is not None else None
    if assign is None or not isinstance(target, cst.Name) or not isinstance(assign.value, cst.Call):
        return False
    use = next(iter(later_uses(file, assign, target.value)), None)
    place = file.parent(use) if use is not None else None
    again = file.parent(place) if isinstance(place, cst.Subscript) and place.value is use else None
    return isinstance(again, cst.Assign) and dotted_name(again.targets[0].target) == target.value


def _fills(value: cst.BaseExpression) -> bool:
    """`self.fill_value`"""
    return _FILL.search((dotted_name(value) or "").rpartition(".")[2]) is not None


def _place_of(node: cst.CSTNode) -> str | None:
    """The name by which an assignment or a table is asked for columns: `names` in `table[names]`."""
    if not isinstance(node, cst.Subscript):
        return None
    index = node.slice[-1].slice
    return dotted_name(index.value) if isinstance(index, cst.Index) else None
