"""Initial values that a pretrained model is loaded over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.smoke import is_main_guard
from lint_rules.analysis.tree.values import holder_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# What may be done with a model before its weights are there: no value comes of it.
_PREPARES = frozenset(
    ["cpu", "cuda", "double", "eval", "float", "half", "parameters", "requires_grad_", "to", "train"]
)


def is_loaded_before_use(file: SourceFile, node: cst.Call) -> bool:
    """Whether the first thing that happens to a model is that all its weights are loaded."""
    made = _prepared(file, node)
    assign, name = file.parent(made), holder_of(file, made)
    if not isinstance(assign, cst.Assign | cst.AnnAssign) or name is None or not name.isidentifier():
        return False
    for use in later_uses(file, assign, name):
        method = file.parent(use)
        if not isinstance(method, cst.Attribute):
            return False
        if method.attr.value == "load_state_dict":
            call = file.parent(method)
            return isinstance(call, cst.Call) and len(call.args) == 1 and _comes_to(file, made, call)
        if method.attr.value not in _PREPARES:
            return False
    return False


def _prepared(file: SourceFile, node: cst.Call) -> cst.Call:
    """`Net().to(device).eval()`, of which the node is the first call."""
    method = file.parent(node)
    call = (
        file.parent(method) if isinstance(method, cst.Attribute) and method.attr.value in _PREPARES else None
    )
    return _prepared(file, call) if isinstance(call, cst.Call) else node


def _comes_to(file: SourceFile, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Whether a run of the program that comes to one place comes to the other one, further down, as well."""
    return all(
        file.holds(ancestor, first) or is_main_guard(file, ancestor)
        for ancestor in file.ancestors(second)
        if isinstance(ancestor, cst.For | cst.FunctionDef | cst.If | cst.Try | cst.While)
    )


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
