"""Tables of which some columns or rows are taken, and then added up: in whatever order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_REDUCTIONS = frozenset(
    {"sum", "mean", "max", "min", "any", "all", "std", "var", "median", "nunique", "prod", "count"}
)
# What filters rows by their values, or tells which they are: the same in whatever order the columns stand.
_OF_ROWS = frozenset({"query", "duplicated", "dropna", "drop_duplicates"})
# Whoever asks for these asks for no order.
_SIZES = frozenset({"builtins.len", "builtins.any", "builtins.all", "builtins.set"})


def is_reduced_at_once(file: SourceFile, made: cst.Call) -> bool:
    """`pd.Series(counts).mean()`"""
    asked = file.parent(made)
    return isinstance(asked, cst.Attribute) and asked.value is made and asked.attr.value in _REDUCTIONS


def is_reduced(file: SourceFile, index: cst.Index) -> bool:
    """`frame[list(columns)].isna().any()`, `len(frame[list(columns)].select_dtypes("number").columns)`."""
    node: cst.CSTNode | None = file.enclosing(index, cst.Subscript)
    of_rows = grouped = False
    while node is not None:
        parent = file.parent(node)
        if isinstance(parent, cst.Attribute) and parent.value is node:
            if parent.attr.value in _REDUCTIONS or (of_rows and parent.attr.value == "index"):
                return True
            of_rows = of_rows or parent.attr.value in _OF_ROWS
            grouped = grouped or parent.attr.value == "groupby"
            node = parent
        elif isinstance(parent, cst.Subscript) and parent.value is node:
            return (
                grouped  # `frame[list(columns)].groupby("a")[names]`: what is taken has an order of its own
            )
        elif isinstance(parent, cst.Call) and parent.func is node:
            node = parent
        else:
            call = file.parent(parent) if isinstance(parent, cst.Arg) else None
            return isinstance(call, cst.Call) and file.resolve(call.func) in _SIZES
    return False
