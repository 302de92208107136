"""Initial values that a pretrained model is loaded over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def is_loaded_over(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a constructor draws, and then loads weights from a file unless it is told not to."""
    function = file.function(node)
    if not isinstance(function, cst.FunctionDef) or function.name.value != "__init__":
        return False
    return any(
        isinstance(part, cst.Call)
        and _loads(file, part)
        and file.order(part) > file.order(node)
        and _is_usual(file, function, part)
        for part in file.below(function.body)
    )


def _loads(file: SourceFile, call: cst.Call) -> bool:
    last = (dotted_name(call.func) or "").rpartition(".")[2]
    return last in ("load_state_dict", "load_pretrained") or file.resolve(call.func) == "torch.load"


def _is_usual(file: SourceFile, function: cst.FunctionDef, load: cst.Call) -> bool:
    """Whether nothing decides about a call but parameters that are True when nothing is said."""
    switched_on = {
        p.name.value
        for p in (*function.params.params, *function.params.kwonly_params)
        if isinstance(p.default, cst.Name) and p.default.value == "True"
    }
    below: cst.CSTNode = load
    for ancestor in file.ancestors(load):
        if ancestor is function:
            return True
        if isinstance(ancestor, cst.For | cst.While | cst.Try | cst.FunctionDef | cst.Else):
            return False
        if (
            isinstance(ancestor, cst.If)
            and below is ancestor.body
            and _name(ancestor.test) not in switched_on
        ):
            return False
        below = ancestor
    return False


def _name(node: cst.BaseExpression) -> str | None:
    return node.value if isinstance(node, cst.Name) else None
