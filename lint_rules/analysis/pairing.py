"""Whether lists that are paired by position belong together, so that their common order does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from lint_rules.analysis.source import SourceFile


def come_from_one_thing(file: SourceFile, call: cst.Call) -> bool:
    """`zip(table["a"], table["b"])` pairs what belongs together, in whatever order."""
    roots = {_root(arg.value) for arg in call.args}
    return len(call.args) > 1 and len(roots) == 1 and "" not in roots


def _root(node: cst.CSTNode) -> str:
    """The name that a chain of attributes, items and method calls begins with."""
    if isinstance(node, cst.ListComp):
        return _root(node.for_in.iter) if node.for_in.inner_for_in is None and not node.for_in.ifs else ""
    while isinstance(node, cst.Attribute | cst.Subscript | cst.Call):
        if isinstance(node, cst.Call) and not isinstance(node.func, cst.Attribute):
            return ""
        node = node.func if isinstance(node, cst.Call) else node.value
    return node.value if isinstance(node, cst.Name) else ""
