"""Columns that a loop adds to a table of pandas, one for each item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bindings, is_store, occurrences
from lint_rules.analysis.tree.nodes import TEXT, only_index, stored_names

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_NAMED = re.compile(r"(^|_)(df|frame|dataframe)\d*(_|$)")
_OF_FRAMES = frozenset({"columns", "drop", "fillna", "iloc", "loc", "merge", "reset_index", "to_csv"})
_ARRANGING = frozenset({"reindex", "sort_index", "align", "filter"})


def adds_columns(file: SourceFile, node: cst.Assign, loop: cst.For | cst.While) -> bool:
    """`for name in missing: frame[name] = 0`, where nobody arranges the columns later."""
    target = node.targets[0].target
    index, table = only_index(target), target.value if isinstance(target, cst.Subscript) else None
    if not isinstance(loop, cst.For) or not isinstance(index, cst.Name) or not isinstance(table, cst.Name):
        return False
    if index.value not in stored_names(loop.target) or any(
        p.deep_equals(target) for p in file.below(node.value)
    ):
        return False  # a column that is there already
    around, end = file.function(loop), file.end(loop)
    uses = occurrences(file, around, table.value)
    later = [use for use in uses if file.order(use) > end]
    known = bindings(file, around, table.value)
    given = any(isinstance(file.parent(name), cst.Param) for name, _ in known)
    if not (given or later) or any(_arranges(file, use) for use in later):
        return False
    made = any(isinstance(v, cst.Call) and file.resolve(v.func).startswith("pandas.") for _, v in known)
    return made or bool(_NAMED.search(table.value)) or any(_is_of_frame(file, use) for use in uses)


def _is_of_frame(file: SourceFile, use: cst.Name) -> bool:
    parent = file.parent(use)
    return isinstance(parent, cst.Attribute) and parent.attr.value in _OF_FRAMES


def _arranges(file: SourceFile, use: cst.Name) -> bool:
    """`frame[names]`, `frame.reindex(columns=names)`, or another table under that name."""
    parent = file.parent(use)
    if isinstance(parent, cst.Subscript):
        index = only_index(parent)
        return not is_store(file, parent) and index is not None and not isinstance(index, TEXT)
    return isinstance(parent, cst.Attribute) and parent.attr.value in _ARRANGING
