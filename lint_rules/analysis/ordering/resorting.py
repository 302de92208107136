"""Calls whose result is put into a settled order, or that settle one themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.keys import measures
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.consumers import ARRAY_MAKERS, SORTERS, SORTING_METHODS, SPARSE_MATRICES

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


# What sorts by its places: `order = np.argsort(starts)`.
_SORTED_PLACES = re.compile(r"sort|order|rank", re.IGNORECASE)

# Methods of tables that leave rows and columns where they were, or change the two.
_KEEPING_ORDER = frozenset({"transpose", "astype", "copy", "drop", "dropna", "fillna", "rename", "round"})


def sorts(file: SourceFile, use: cst.CSTNode) -> bool:
    """Whether what holds an order is sorted here: `x.sort()`, `x.sort_values("a")`, `np.sort(x)`."""
    parent = file.parent(use)
    call = file.parent(parent) if isinstance(parent, cst.Attribute | cst.Arg) else None
    if not isinstance(call, cst.Call) or keeps_equals(file, call):
        return False
    if isinstance(parent, cst.Attribute):
        return parent.attr.value in SORTING_METHODS and call.func is parent
    return file.resolve(call.func) in SORTERS


def sorts_for_good(file: SourceFile, use: cst.CSTNode) -> bool:
    """Whether a name holds the sorted items from here on: `x.sort()`, `x = sorted(x)`."""
    if is_reordered(file, use):
        return True
    inner = _copied(file, use)
    if not sorts(file, inner):
        return False
    parent = file.parent(inner)
    call = file.parent(parent) if parent is not None else None
    if isinstance(parent, cst.Attribute) and isinstance(call, cst.Call):
        given = argument(call, "inplace")
        if parent.attr.value == "sort" or (given is not None and constant(given) is True):
            return True
    assign = file.parent(call) if call is not None else None
    while isinstance(assign, cst.BinaryOperation):  # `x = sorted(x) + ["other"]`
        assign = file.parent(assign)
    targets = assign.targets if isinstance(assign, cst.Assign) else []
    return any(dotted_name(target.target) == dotted_name(use) for target in targets)


def _copied(file: SourceFile, use: cst.CSTNode) -> cst.CSTNode:
    """`list(x)` for `x`, where that is what is sorted."""
    arg = file.parent(use)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    copied = isinstance(call, cst.Call) and file.resolve(call.func) in ("builtins.list", "builtins.tuple")
    return call if copied and call is not None and isinstance(file.parent(call), cst.Arg) else use


def is_reordered(file: SourceFile, use: cst.CSTNode) -> bool:
    """`x = [x[i] for i in order]`, `x = list(np.array(x)[order])`, where `order` is called so."""
    inner = use
    while isinstance(arg := file.parent(inner), cst.Arg) and isinstance(call := file.parent(arg), cst.Call):
        if file.resolve(call.func) not in ARRAY_MAKERS:
            return False
        inner = call
    place = file.parent(inner)
    assign = file.enclosing(use, cst.Assign)
    if not isinstance(place, cst.Subscript) or place.value is not inner or assign is None:
        return False
    by: cst.CSTNode = place.slice[0]
    comprehension = file.parent(place)
    if isinstance(comprehension, cst.ListComp) and comprehension.elt is place:
        by = comprehension.for_in.iter
    named = any(isinstance(n, cst.Name) and _SORTED_PLACES.search(n.value) for n in file.below(by))
    return named and any(dotted_name(target.target) == dotted_name(use) for target in assign.targets)


def keeps_equals(file: SourceFile, call: cst.Call) -> bool:
    """Whether sorting by a key leaves items of the same measure as they came."""
    key = argument(call, "key")
    return key is not None and measures(file, key)


def is_sorted_at_once(file: SourceFile, call: cst.Call, depth: int = 3) -> bool:
    """Whether the array or table that a call makes is sorted on the spot, or under its name."""
    if _arranges(file, call):
        return True
    assign = file.parent(call)
    if not isinstance(assign, cst.Assign) or not isinstance(assign.targets[0].target, cst.Name):
        return False
    uses = later_uses(file, assign, assign.targets[0].target.value)
    if any(_arranges(file, use) for use in uses):
        return True
    asked = [_called_on(file, use) for use in uses] if depth else []
    return any(
        name in _KEEPING_ORDER and is_sorted_at_once(file, one, depth - 1)
        for name, one in filter(None, asked)
    )


def _arranges(file: SourceFile, use: cst.CSTNode) -> bool:
    """`frame.sort_index()`, `frame.reindex(sorted(frame.columns), axis=1)`"""
    asked = _called_on(file, use)
    return sorts(file, use) or (asked is not None and asked[0] == "reindex")


def _called_on(file: SourceFile, use: cst.CSTNode) -> tuple[str, cst.Call] | None:
    """The method of an object that is called, and the call."""
    method = file.parent(use)
    call = file.parent(method) if isinstance(method, cst.Attribute) and method.value is use else None
    if not isinstance(method, cst.Attribute) or not isinstance(call, cst.Call) or call.func is not method:
        return None
    return method.attr.value, call


def sorts_keys(call: cst.Call) -> bool:
    """`json.dump(table, file, sort_keys=True)`, or whatever is given instead of True."""
    given = argument(call, "sort_keys")
    return given is not None and constant(given) not in (False, None)


def in_sparse_matrix(file: SourceFile, use: cst.CSTNode) -> bool:
    """`csr_matrix((values, (rows, columns)))`: each value is put where its row and column say."""
    node: cst.CSTNode | None = use
    depth = 0
    while node is not None:
        parent = file.parent(node)
        call = file.parent(parent) if isinstance(parent, cst.Arg) else None
        if isinstance(call, cst.Call):
            name = file.resolve(call.func)
            if name in SPARSE_MATRICES:
                return depth > 0
            node = call if name in ARRAY_MAKERS else None
        elif isinstance(parent, cst.Element):
            node, depth = file.parent(parent), depth + 1
        else:
            return False
    return False
