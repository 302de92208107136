"""Reading the arguments of a call."""

from __future__ import annotations

import libcst as cst


def argument(call: cst.Call, name: str, index: int | None = None) -> cst.BaseExpression | None:
    """The value given for a parameter, by keyword or at a position."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
    if index is not None and index < len(call.args):
        arg = call.args[index]
        if arg.keyword is None and not arg.star:
            return arg.value
    return None


def is_open(call: cst.Call) -> bool:
    """Whether `*args` or `**kwargs` may bring arguments that cannot be seen."""
    return any(arg.star for arg in call.args)


def is_none(node: cst.CSTNode | None) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


UNSEEN = object()


def constant(node: cst.CSTNode | None) -> object:
    """The value of a literal, or UNSEEN."""
    if isinstance(node, cst.Name):
        return {"None": None, "True": True, "False": False}.get(node.value, UNSEEN)
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        return node.evaluated_value
    if isinstance(node, cst.Integer | cst.Float):
        return node.evaluated_value
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        value = constant(node.expression)
        return -value if isinstance(value, int | float) else UNSEEN
    return UNSEEN
