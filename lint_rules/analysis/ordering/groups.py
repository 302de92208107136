"""Lists that a loop fills by a property of its items: `groups[kind].append(item)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import only_index, stored_names
from lint_rules.analysis.tree.values import value_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

    Loop = cst.For | cst.While


_SPELLING = frozenset({"builtins.str", "builtins.repr", "os.path.basename", "os.fspath"})


def is_group(file: SourceFile, receiver: cst.CSTNode, loop: Loop) -> bool:
    """Whether what is appended to is one of several lists, each for many items.

    `groups.setdefault(kind, [])` says so itself. `groups[kind]` and `groups[item[0]]` do where the key comes
    from an item, is not the item, and the list is not made anew for each.
    """
    if isinstance(receiver, cst.Call):
        method = receiver.func.attr.value if isinstance(receiver.func, cst.Attribute) else ""
        return (
            method == "setdefault"
            and bool(receiver.args)
            and not _is_item(file, receiver.args[0].value, loop)
        )
    index = only_index(receiver)
    whole = index.value if isinstance(index, cst.Subscript) else None
    part = whole is not None and _is_item(file, whole, loop) and isinstance(only_index(index), cst.Integer)
    computed = isinstance(index, cst.Call | cst.Subscript) and _is_in_own_body(file, receiver, loop)
    computed = computed and not _is_spelled_item(file, index, loop)
    named = isinstance(index, cst.Name) and not _is_item(file, index, loop)
    if not (part or named or computed):
        return False
    return not any(
        target.target.deep_equals(receiver) and not _is_where_there_is_none(file, assign, receiver)
        for assign in file.of_kind(cst.Assign, loop.body)
        for target in assign.targets
    )


def _is_spelled_item(file: SourceFile, key: cst.BaseExpression | None, loop: Loop) -> bool:
    """`str(path)`, `os.path.basename(path)`: each item has its own."""
    spelled = isinstance(key, cst.Call) and file.resolve(key.func) in _SPELLING and len(key.args) == 1
    return spelled and isinstance(key, cst.Call) and _is_item(file, key.args[0].value, loop)


def _is_where_there_is_none(file: SourceFile, assign: cst.Assign, receiver: cst.CSTNode) -> bool:
    """`if key not in groups: groups[key] = [item]`"""
    branch = file.enclosing(assign, cst.If)
    test = branch.test if branch is not None else None
    if not isinstance(test, cst.Comparison) or not isinstance(receiver, cst.Subscript):
        return False
    table = test.comparisons[0].comparator
    keys = (
        table.func.value if isinstance(table, cst.Call) and isinstance(table.func, cst.Attribute) else table
    )
    asked = isinstance(test.comparisons[0].operator, cst.In | cst.NotIn)
    return asked and keys.deep_equals(receiver.value)


def _is_in_own_body(file: SourceFile, receiver: cst.CSTNode, loop: Loop) -> bool:
    """Whether one item adds to its group once, and not several things that belong to it alone."""
    inner = (a for a in file.ancestors(receiver) if isinstance(a, cst.For | cst.While))
    return next(inner, None) is loop


def _is_item(file: SourceFile, key: cst.BaseExpression, loop: Loop) -> bool:
    """Also what `enumerate` and the like give beside it; one part of what else is a tuple is none."""
    if not isinstance(key, cst.Name) or not isinstance(loop, cst.For):
        return False
    parts = isinstance(loop.target, cst.Tuple) and isinstance(loop.iter, cst.Name | cst.Attribute)
    return key.value in stored_names(loop.target) and not (parts and not _are_of_table(file, loop.iter))


def _are_of_table(file: SourceFile, items: cst.BaseExpression) -> bool:
    """`set(table.items())`, of which each has a key of its own"""
    made = file.below(value_of(file, items))
    return any(isinstance(part, cst.Attribute) and part.attr.value == "items" for part in made)
