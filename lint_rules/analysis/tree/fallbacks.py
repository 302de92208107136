"""Values that are only taken where the caller gave none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import is_none
from lint_rules.analysis.tree.callers import given_by_callers, given_for
from lint_rules.analysis.tree.conditions import conditions_met
from lint_rules.analysis.tree.nodes import dotted_name, walk
from lint_rules.analysis.tree.values import default_of, surely_none

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_LEFT_OUT = frozenset({"None", "nothing"})
_GIVEN_SEED = re.compile(r"_*(\w+_)?(seed|random_state|rng|prng|rstate|random_generator)", re.IGNORECASE)
_SEED_NAME = re.compile(r"seed|random_state|rng|generator", re.IGNORECASE)


def conditions(file: SourceFile, node: cst.CSTNode) -> list[cst.CSTNode]:
    """What decides, within its function, whether a node is evaluated."""
    function = file.function(node)
    found = []
    below: cst.CSTNode = node
    for ancestor in file.ancestors(node):
        if ancestor is function:
            break
        condition = _condition(ancestor, below)
        if condition is not None:
            found.append(condition)
        below = ancestor
    return found


def is_parameter_fallback(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a condition on a parameter of the function decides: `if rng is None: rng = default_rng()`."""
    function = file.function(node)
    if not isinstance(function, cst.FunctionDef):
        return False
    parameters = {p.name.value for p in file.below(function.params) if isinstance(p, cst.Param)}
    parameters |= _taken_from(file, function, parameters)
    return any(_mentions(condition, parameters) for condition in conditions(file, node))


def is_never_given(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether the callers in a program all leave it to such a fallback. A library has others."""
    function = file.function(node)
    if not isinstance(function, cst.FunctionDef) or file.ask("lies-in-package"):
        return False
    names = {part.value for c in conditions(file, node) for part in walk(c) if isinstance(part, cst.Name)}
    parameters = [p.name.value for p in file.below(function.params) if isinstance(p, cst.Param)]
    given = [given_for(file, function, name) for name in parameters if name in names]
    return bool(given) and all(one and one <= _LEFT_OUT for one in given)


def is_left_none(file: SourceFile, node: cst.BaseExpression) -> bool:
    """Whether a value is None, or a parameter that is so by default and that no caller of a program gives."""
    if surely_none(file, node):
        return True
    default = default_of(file, node)
    if default is None or not is_none(default) or file.ask("lies-in-package"):
        return False
    if any(_says_it_is_there(test, dotted_name(node) or "") for test in conditions_met(file, node)):
        return False
    given = given_by_callers(file, node)
    return given is not None and bool(given) and given <= _LEFT_OUT


def _says_it_is_there(test: cst.BaseExpression, name: str) -> bool:
    """`if seed:`, `if seed is not None:`"""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _says_it_is_there(test.left, name) or _says_it_is_there(test.right, name)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        operator, compared = test.comparisons[0].operator, test.comparisons[0].comparator
        return isinstance(operator, cst.IsNot) and is_none(compared) and dotted_name(test.left) == name
    return dotted_name(test) == name


def _taken_from(file: SourceFile, function: cst.FunctionDef, parameters: set[str]) -> set[str]:
    """What a function takes out of its parameters: `rng = kwargs.get("rng")`."""
    assigns = (node for node in file.below(function.body) if isinstance(node, cst.Assign))
    return {
        target.target.value
        for assign in assigns
        for target in assign.targets
        if isinstance(target.target, cst.Name) and _takes_out_of(assign.value, parameters)
    }


def _takes_out_of(value: cst.BaseExpression, parameters: set[str]) -> bool:
    taken = value.func if isinstance(value, cst.Call) else None
    if not isinstance(taken, cst.Attribute) or taken.attr.value not in ("get", "pop"):
        return False
    return isinstance(taken.value, cst.Name) and taken.value.value in parameters


def is_seed_fallback(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a condition on something named like a seed decides: `if args.seed is None: ...`."""
    return any(
        isinstance(part, cst.Name) and _SEED_NAME.search(part.value)
        for condition in conditions(file, node)
        for part in walk(condition)
    )


def is_where_no_seed_is(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node is evaluated only where nobody gives a seed: `if seed is None:`, or not `if rng:`."""
    below: cst.CSTNode = node
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.FunctionDef):
            return False
        if isinstance(ancestor, cst.If | cst.IfExp) and below is not ancestor.test:
            absent = ancestor.body is below
            if _asks_for_seed(ancestor.test, absent):
                return True
        below = ancestor
    return False


def _asks_for_seed(test: cst.BaseExpression, absent: bool) -> bool:
    """Whether a condition holds where something named like a seed is absent, or where it is there."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return _asks_for_seed(test.expression, not absent)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        operator, compared = test.comparisons[0].operator, test.comparisons[0].comparator
        if not is_none(compared) or not isinstance(operator, cst.Is | cst.IsNot):
            return False
        return _is_named_like_seed(test.left) and absent == isinstance(operator, cst.Is)
    return not absent and _is_named_like_seed(test)


def _is_named_like_seed(node: cst.BaseExpression) -> bool:
    name = (dotted_name(node) or "").rpartition(".")[2]
    return _GIVEN_SEED.fullmatch(name) is not None


def _condition(node: cst.CSTNode, below: cst.CSTNode) -> cst.CSTNode | None:
    """What decides whether the part of `node` that holds `below` is evaluated."""
    if isinstance(node, cst.If | cst.IfExp) and below is not node.test:
        return node.test
    if isinstance(node, cst.BooleanOperation) and below is node.right:
        return node.left
    return None


def _mentions(condition: cst.CSTNode, parameters: set[str]) -> bool:
    return any(isinstance(part, cst.Name) and part.value in parameters for part in walk(condition))
