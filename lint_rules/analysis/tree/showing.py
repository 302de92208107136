"""Values that are shown to whoever runs the program, and of which nothing else is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_SHOWS = re.compile(
    r"(builtins\.|pprint\.)?p?print|display|IPython\..*\.display|"
    r"(matplotlib|missingno|pandas\.plotting|plotly|seaborn)\..*"
)
# Methods that write something, or call a function for each row.
_ACTS = re.compile(
    r"apply.*|export.*|for_?each.*|map.*|pipe|progress_.*|push.*|save.*|write.*|"
    r"to_(?!dict|frame|html|list|markdown|numpy|pandas|string).*"
)
_FOR_PEOPLE = re.compile(r"_*(plot|show|visuali[sz]e)(_.*)?")


def is_only_shown(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a value ends a statement or is printed or plotted: `df.sample(5)`, `print(df.sample(5).T)`.

    So it is in a function that shows something, by its name.
    """
    function = file.function(node)
    if isinstance(function, cst.FunctionDef) and _FOR_PEOPLE.fullmatch(function.name.value):
        return True
    return _is_taken_by_nothing_else(file, node)


def _is_taken_by_nothing_else(file: SourceFile, node: cst.CSTNode) -> bool:
    parent = file.parent(node)
    if isinstance(parent, cst.Attribute):
        return _ACTS.fullmatch(parent.attr.value) is None and _is_taken_by_nothing_else(file, parent)
    if isinstance(parent, cst.Call | cst.Subscript):
        return _is_taken_by_nothing_else(file, parent)
    if isinstance(parent, cst.Arg):
        call = file.parent(parent)
        return isinstance(call, cst.Call) and _shows(file, call)
    return isinstance(parent, cst.Expr)


def _shows(file: SourceFile, call: cst.Call) -> bool:
    name = file.resolve(call.func)
    if not name and isinstance(call.func, cst.Name):
        name = call.func.value
    return _SHOWS.fullmatch(name) is not None
