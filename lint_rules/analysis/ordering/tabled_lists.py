"""Lists that a loop has filled in a table, and whether anybody minds the order of what they hold."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.resorting import sorts, sorts_for_good
from lint_rules.analysis.tree.names import bindings, is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name, stored_names
from lint_rules.knowledge.consumers import ORDER_FREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.tree.source import SourceFile

_MOST = 100  # uses that are worth a look at each
_HANDING_ON = frozenset({"builtins.sorted", "builtins.list", "builtins.tuple", "builtins.iter"})


def are_lists_forgotten(
    file: SourceFile,
    receiver: cst.CSTNode,
    loop: cst.For | cst.While | cst.Assign | cst.AnnAssign,
    forgets: Callable[[cst.CSTNode], bool],
) -> bool:
    """`groups[kind].append(item)`, and then `for rows in groups.values(): rows.sort()`, or `len(rows)`.

    The same of `groups[kind] = items`.
    """
    table, around, end = _table_of(receiver), file.function(loop), file.end(loop)
    bound = bindings(file, around, table)
    if len(bound) != 1 or isinstance(file.parent(bound[0][0]), cst.Param):
        return False
    uses = occurrences(file, around, table)
    later = uses[bisect_right(uses, end, key=file.order) :]
    if not 0 < len(later) < _MOST:
        return False
    if any(_sorts_each(file, use) for use in later):
        return True
    behind = [_lists_behind(file, use) for use in later]
    lists = [one for some in behind for one in some or ()]
    if any(sorts_for_good(file, one) and _is_one_of_all(file, one, loop) for one in lists):
        return True
    return None not in behind and all(map(forgets, lists))


def _sorts_each(file: SourceFile, use: cst.Name) -> bool:
    """`for rows in lists: rows.sort()`, `for i, rows in enumerate(lists): lists[i] = sorted(rows)`."""
    arg = file.parent(use)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    numbered = isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.enumerate"
    loop = file.parent(call) if numbered and call is not None else arg
    if not isinstance(loop, cst.For) or file.holds(loop.body, use):
        return False
    names = stored_names(loop.target)
    if len(names) != (2 if numbered else 1):
        return False
    for one in occurrences(file, loop.body, names[-1]):
        assign = file.enclosing(one, cst.Assign)
        places = [target.target for target in assign.targets] if assign is not None else []
        stored = numbered and any(dotted_name(place) == use.value for place in map(_holder, places))
        if sorts_for_good(file, one) or (stored and sorts(file, one)):
            return True
    return False


def _holder(place: cst.BaseExpression) -> cst.CSTNode:
    return place.value if isinstance(place, cst.Subscript) else place


def _is_one_of_all(file: SourceFile, one: cst.CSTNode, filling: cst.CSTNode) -> bool:
    """Whether a loop goes through the lists, not one around the loop that fills them."""
    around = file.enclosing(one, cst.For)
    return around is not None and not file.holds(around, filling)


def _table_of(receiver: cst.CSTNode) -> str:
    """`groups` of `groups[kind]` and `groups.setdefault(kind, [])`; "" for anything else."""
    if isinstance(receiver, cst.Call) and isinstance(receiver.func, cst.Attribute):
        receiver = receiver.func
    table = receiver.value if isinstance(receiver, cst.Attribute | cst.Subscript) else None
    return table.value if isinstance(table, cst.Name) else ""


def _lists_behind(file: SourceFile, use: cst.Name) -> list[cst.CSTNode] | None:
    """What stands for lists of the table where it is used; None where that cannot be told."""
    parent = file.parent(use)
    if isinstance(parent, cst.Subscript) and parent.value is use:
        return [] if is_store(file, parent) else [parent]
    if isinstance(parent, cst.For | cst.CompFor | cst.ComparisonTarget):
        return []  # its keys
    call = file.parent(parent) if isinstance(parent, cst.Arg | cst.Attribute) else None
    if not isinstance(call, cst.Call):
        return None
    if isinstance(parent, cst.Arg):
        return [] if file.resolve(call.func) in ORDER_FREE else None
    if call.func is not parent or not isinstance(parent, cst.Attribute):
        return None
    method = parent.attr.value
    if method in ("get", "pop", "setdefault"):
        return [call]
    if method == "keys":
        return []
    return _gone_through(file, call, method) if method in ("items", "values") else None


def _gone_through(file: SourceFile, view: cst.CSTNode, method: str) -> list[cst.CSTNode] | None:
    """`rows` in `for kind, rows in sorted(groups.items())`"""
    parent = file.parent(view)
    call = file.parent(parent) if isinstance(parent, cst.Arg) else None
    while method == "items" and isinstance(call, cst.Call) and file.resolve(call.func) in _HANDING_ON:
        view, parent = call, file.parent(call)
        call = file.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(parent, cst.For | cst.CompFor) or parent.iter is not view:
        return None
    names = stored_names(parent.target)
    if len(names) != (2 if method == "items" else 1) or isinstance(parent.target, cst.Tuple) != (
        method == "items"
    ):
        return None
    within: cst.CSTNode | None = parent
    while isinstance(within, cst.CompFor):
        within = file.parent(within)
    if within is None:
        return None
    return [use for use in occurrences(file, within, names[-1]) if not is_store(file, use)]
