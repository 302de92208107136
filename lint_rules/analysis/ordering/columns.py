"""Columns that a loop adds to a table of pandas, one for each item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.tree.conditions import conditions_met
from lint_rules.analysis.tree.names import bindings, is_store, occurrences
from lint_rules.analysis.tree.nodes import TEXT, dotted_name, only_index, stored_names
from lint_rules.analysis.tree.remembering import remembered
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.consumers import DICT_CLASSES

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_NAMED = re.compile(r"(^|_)(df|frame|dataframe)\d*(_|$)")
_OF_FRAMES = frozenset({"columns", "drop", "fillna", "iloc", "loc", "merge", "reset_index", "to_csv"})
_ARRANGING = frozenset({"reindex", "sort_index", "align", "filter"})
_OF_ROWS = frozenset({"empty", "index"})


def adds_columns(file: SourceFile, node: cst.Assign, loop: cst.For | cst.While) -> bool:
    """`for name in missing: frame[name] = 0`, where nobody arranges the columns later."""
    target = node.targets[0].target
    index, table = only_index(target), target.value if isinstance(target, cst.Subscript) else None
    if not isinstance(loop, cst.For) or not isinstance(index, cst.Name) or not isinstance(table, cst.Name):
        return False
    around, name = file.function(loop), table.value
    if index.value not in stored_names(loop.target) or not _is_frame(file, around, name):
        return False
    if _is_known_column(file, node, loop, name, index.value):
        return False
    end = file.end(loop)
    if _last_arranged(file, around, name) > end:
        return False
    return _is_parameter(file, around, name) or _last_seen(file, around, name) > end


@remembered
def _is_frame(file: SourceFile, around: cst.CSTNode, table: str) -> bool:
    """By what made it, its name or its uses; `df` may count, too, in how many texts a word stands."""
    values = [value for _, value in bindings(file, around, table)]
    made = [file.resolve(value.func) for value in values if isinstance(value, cst.Call)]
    if any(isinstance(value, cst.Dict) for value in values) or not DICT_CLASSES.isdisjoint(made):
        return False
    if any(name.startswith("pandas.") for name in made) or _NAMED.search(table):
        return True
    return any(_asked_for(file, use) in _OF_FRAMES for use in _own_uses(file, around, table))


@remembered
def _is_parameter(file: SourceFile, around: cst.CSTNode, table: str) -> bool:
    return any(isinstance(file.parent(name), cst.Param) for name, _ in bindings(file, around, table))


def _own_uses(file: SourceFile, around: cst.CSTNode, table: str) -> list[cst.Name]:
    """Without those of functions inside, which may call something else so."""
    return [use for use in occurrences(file, around, table) if file.function(use) is around]


# -- columns that are there before the loop ----------------------------------------------------------------


def _is_known_column(file: SourceFile, node: cst.Assign, loop: cst.For, table: str, name: str) -> bool:
    """Whether a column only gets other values, or a dict called like a table counts something."""
    if any(_reads_column(file, part, table, name) for part in file.below(node.value)):
        return True
    counts = (part.target for part in file.below(loop.body) if isinstance(part, cst.AugAssign))
    if any(_is_column(file, target, table, name) for target in counts):
        return True
    new = [test for test in conditions_met(file, node) if _asks_for_column(test, table, name, cst.NotIn)]
    asked = [part for part in file.below(loop.body) if _asks_for_column(part, table, name, cst.In, cst.NotIn)]
    return asked != new or _are_columns(file, loop.iter, table)


def _reads_column(file: SourceFile, part: cst.CSTNode, table: str, name: str) -> bool:
    """`frame[name]`, `frame[[name]]`, `frame.loc[:, name]`, `frame.get(name)`"""
    asked = isinstance(part, cst.Call) and dotted_name(part.func) == f"{table}.get"
    return asked or _is_column(file, part, table, name)


def _is_column(file: SourceFile, part: cst.CSTNode, table: str, name: str) -> bool:
    if not isinstance(part, cst.Subscript) or _root(part.value) != table:
        return False
    return any(mentions(file, element, {name}) for element in part.slice)


def _asks_for_column(test: cst.CSTNode, table: str, name: str, *operators: type[cst.BaseCompOp]) -> bool:
    """`name in frame`, `name in frame.columns`"""
    if not isinstance(test, cst.Comparison) or dotted_name(test.left) != name:
        return False
    asked = test.comparisons[0]
    return isinstance(asked.operator, operators) and _root(asked.comparator) == table


def _are_columns(file: SourceFile, names: cst.BaseExpression, table: str) -> bool:
    """`set(frame.columns) - {"y"}`, but not `wanted - set(frame.columns)`"""
    names = value_of(file, names)
    if isinstance(names, cst.BinaryOperation) and isinstance(names.operator, cst.Subtract):
        return _are_columns(file, names.left, table)
    method = names.func if isinstance(names, cst.Call) else None
    if isinstance(method, cst.Attribute) and method.attr.value == "difference":
        return _are_columns(file, method.value, table)
    return any(
        isinstance(part, cst.Attribute) and part.attr.value in ("columns", "keys") and _root(part) == table
        for part in file.below(names)
    )


# -- what is done with the table later ---------------------------------------------------------------------


@remembered
def _last_arranged(file: SourceFile, around: cst.CSTNode, table: str) -> int:
    uses = (use for use in _own_uses(file, around, table) if _arranges(file, use))
    return max(map(file.order, uses), default=-1)


@remembered
def _last_seen(file: SourceFile, around: cst.CSTNode, table: str) -> int:
    """Where the order of the columns may be seen for the last time."""
    uses = (use for use in _own_uses(file, around, table) if not _has_no_order(file, use))
    return max(map(file.order, uses), default=-1)


def _arranges(file: SourceFile, use: cst.Name) -> bool:
    """`frame[names]`, `frame.loc[:, names]`, `frame.reindex(columns=names)`"""
    asked, place = _asked_for(file, use), file.parent(use)
    axes = 1
    if asked == "loc" and place is not None:
        place, axes = file.parent(place), 2
    if not isinstance(place, cst.Subscript):
        return asked in _ARRANGING
    last = place.slice[-1].slice
    several = isinstance(last, cst.Index) and not isinstance(last.value, TEXT)
    return several and len(place.slice) == axes and not is_store(file, place)


def _has_no_order(file: SourceFile, use: cst.Name) -> bool:
    """`frame["a"]`, `frame.index`, `len(frame)`"""
    parent = file.parent(use)
    if parent is not None and (is_store(file, use) or is_store(file, parent)):
        return True
    call = file.parent(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(call, cst.Call):
        return file.resolve(call.func) == "builtins.len"
    return isinstance(only_index(parent), TEXT) or _asked_for(file, use) in _OF_ROWS


def _asked_for(file: SourceFile, use: cst.Name) -> str:
    """The attribute of a table that is asked for."""
    parent = file.parent(use)
    return parent.attr.value if isinstance(parent, cst.Attribute) else ""


def _root(node: cst.CSTNode) -> str:
    """`frame` of `frame.loc` and `frame.columns.tolist()`"""
    while isinstance(node, cst.Attribute | cst.Call):
        node = node.func if isinstance(node, cst.Call) else node.value
    return node.value if isinstance(node, cst.Name) else ""
