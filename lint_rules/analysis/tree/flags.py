"""Whether a flag (`shuffle=…`) is on in some run: by its values, by what it asks, and by a caller's word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant, is_none
from lint_rules.analysis.tree.callers import given_by_callers
from lint_rules.analysis.tree.latest import latest_value
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import attribute_values, default_of, held_values

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_TRAINED = re.compile(r"(.*[_-])?train(ing)?([_-].*)?", re.IGNORECASE)
OPTIONS = re.compile(r"(self\.)?_?(args?|cfg|conf|config|flags|hparams|opts?|options|params)", re.IGNORECASE)
_DEPTH = 3


def may_be_on(file: SourceFile, node: cst.BaseExpression) -> bool:
    """Whether a flag is on in some run, as a parameter by default or by a caller's word."""
    node = _kept_as(file, node)
    if any(_is_on(file, one) for one in _alternatives(file, node)):
        return True
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return _may_be(file, node.expression, on=False)
    return _may_be(file, node, on=True)


def _may_be(file: SourceFile, node: cst.BaseExpression, *, on: bool) -> bool:
    """Whether a parameter is on, or off, by default or by a caller's word."""
    given = given_by_callers(file, node)
    if given is None:
        return False
    default = default_of(file, node)
    if default is not None and constant(default) is on:
        return given != {str(not on)}
    return str(on) in given


def _kept_as(file: SourceFile, node: cst.BaseExpression) -> cst.BaseExpression:
    """What a class keeps as `self.shuffle`, where it is bound once: the parameter of a constructor, say."""
    values = attribute_values(file, node) if isinstance(node, cst.Attribute) else []
    return values[0] if len(values) == 1 else node


def _alternatives(
    file: SourceFile, node: cst.BaseExpression, depth: int = _DEPTH
) -> list[cst.BaseExpression]:
    """What a flag may be: both sides of a condition, and all that a variable may be bound to by then."""
    if isinstance(node, cst.IfExp):
        return [one for side in _sides(node) for one in _alternatives(file, side, depth)]
    if isinstance(node, cst.BooleanOperation):  # `True and not is_streamed`: on where nothing is against it
        return [one for side in (node.left, node.right) for one in _alternatives(file, side, depth)]
    if not isinstance(node, cst.Name) or not depth or file.is_hidden(node, node.value):
        return [node]
    last = latest_value(file, node)
    if last is not node:
        return _alternatives(file, last, depth - 1)
    values = [v for v in held_values(file, node, node.value) if v is not None]
    return [one for v in values for one in _alternatives(file, v, depth - 1)] or [node]


def _is_on(file: SourceFile, node: cst.BaseExpression) -> bool:
    on = constant(node) is True or _asks_for_none(file, node)
    return on or _asks_for_training(node) or _is_unless_option(node)


def _asks_for_none(file: SourceFile, node: cst.BaseExpression) -> bool:
    """`shuffle=(sampler is None)`, where that is None for some runs."""
    if not isinstance(node, cst.Comparison) or not isinstance(node.left, cst.Name):
        return False
    operator = node.comparisons[0]
    if not isinstance(operator.operator, cst.Is) or not is_none(operator.comparator):
        return False
    values = held_values(file, node, node.left.value)
    return any(is_none(side) for value in values for side in _sides(value))


def _sides(value: cst.BaseExpression | None) -> list[cst.BaseExpression]:
    if isinstance(value, cst.IfExp):
        return [*_sides(value.body), *_sides(value.orelse)]
    return [value] if value is not None else []


def _asks_for_training(node: cst.BaseExpression) -> bool:
    """`mode == "train"`, `"train" in mode`, `mode.startswith("train")`, `mode.find("train") >= 0`"""
    if isinstance(node, cst.Call):
        return _names_training(_sought(node, "startswith"))
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return False
    operator, other = node.comparisons[0].operator, node.comparisons[0].comparator
    if isinstance(operator, cst.Equal):
        return _names_training(other)
    if isinstance(operator, cst.In):
        return _names_training(node.left)
    found = isinstance(operator, cst.GreaterThanEqual | cst.GreaterThan | cst.NotEqual)
    return found and isinstance(node.left, cst.Call) and _names_training(_sought(node.left, "find"))


def _sought(call: cst.Call, method: str) -> cst.BaseExpression | None:
    """What a method of a text is to look for."""
    function = call.func
    named = isinstance(function, cst.Attribute) and function.attr.value == method
    return call.args[0].value if named and call.args else None


def _names_training(node: cst.BaseExpression | None) -> bool:
    said = constant(node) if node is not None else None
    return isinstance(said, str) and _TRAINED.fullmatch(said) is not None


def _is_unless_option(node: cst.BaseExpression) -> bool:
    """`shuffle=not opt.serial_batches`: such a flag is off until somebody sets it."""
    if not isinstance(node, cst.UnaryOperation) or not isinstance(node.operator, cst.Not):
        return False
    option = node.expression
    holder = dotted_name(option.value) if isinstance(option, cst.Attribute) else None
    return holder is not None and OPTIONS.fullmatch(holder) is not None
