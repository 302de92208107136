"""Which expressions are sets, as far as the file shows, and which of them surely hold integers only.

The hash of an integer is not salted, so a set of integers that is built the same way has the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.bound_sets import BoundSets
from lint_rules.analysis.ordering.held_sets import HeldSets
from lint_rules.analysis.ordering.identity import Identity
from lint_rules.analysis.ordering.integers import Integers
from lint_rules.analysis.ordering.kinds import Kind, either, weakest
from lint_rules.analysis.ordering.returned import function_named, values_returned
from lint_rules.analysis.ordering.set_annotations import SetAnnotations
from lint_rules.analysis.scanning.returning import may_be_of_project
from lint_rules.analysis.tree.arguments import argument
from lint_rules.knowledge.set_types import (
    IDENTITY_SETS,
    ITEM_METHODS,
    SET_CLASSES,
    SET_FUNCTIONS,
    SET_METHODS,
)

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


_ALGEBRA = (cst.BitOr, cst.BitAnd, cst.BitXor, cst.Subtract)
_DEPTH = 6


class Sets:
    """Infers, on demand, which expressions of one file are sets."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.identity = Identity(file)
        self.annotations = SetAnnotations(file, self.identity)
        self.integers = Integers(file, self.kind)
        integers, identity = self.integers, self.identity
        self.held = HeldSets(file, self.kind, self.annotations)
        self.bound = BoundSets(file, self.kind, self.annotations, integers, identity, self.held.kind)
        self._kinds: dict[int, Kind] = {}

    def kind(self, node: cst.CSTNode, depth: int = _DEPTH) -> Kind:
        if depth == 0:
            return Kind.UNKNOWN
        if id(node) not in self._kinds:
            self._kinds[id(node)] = Kind.UNKNOWN  # for names that are defined by each other
            self._kinds[id(node)] = self._infer(node, depth)
        return self._kinds[id(node)]

    def _infer(self, node: cst.CSTNode, depth: int) -> Kind:
        if isinstance(node, cst.Set):
            return self._display_kind(node)
        if isinstance(node, cst.SetComp):
            return self._kind_of_items([node.elt])
        if isinstance(node, cst.Call):
            return self._call_kind(node, depth)
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _ALGEBRA):
            return self._algebra_kind(node, depth)
        if isinstance(node, cst.BooleanOperation):
            return either(self.kind(node.left, depth - 1), self.kind(node.right, depth - 1))
        if isinstance(node, cst.IfExp):
            return either(self.kind(node.body, depth - 1), self.kind(node.orelse, depth - 1))
        if isinstance(node, cst.NamedExpr):
            return self.kind(node.value, depth - 1)
        if isinstance(node, cst.Name):
            return self.bound.of_name(node, depth)
        if isinstance(node, cst.Subscript):
            return self.held.kind(node.value, depth)
        return self.bound.of_attribute(node, depth) if isinstance(node, cst.Attribute) else Kind.UNKNOWN

    def _kind_of_items(self, items: list[cst.BaseExpression]) -> Kind:
        if items and all(self.integers.surely_is(item) for item in items):
            return Kind.INTEGERS
        objects = bool(items) and all(self.identity.is_object(item) for item in items)
        return Kind.OBJECTS if objects else Kind.SET

    # -- expressions ---------------------------------------------------------------------------------------

    def _display_kind(self, node: cst.Set) -> Kind:
        plain = [e.value for e in node.elements if isinstance(e, cst.Element)]
        if len(plain) < len(node.elements):
            return Kind.SET
        # A set of one has one order.
        return Kind.INTEGERS if len(plain) == 1 else self._kind_of_items(plain)

    def _call_kind(self, call: cst.Call, depth: int) -> Kind:
        name = self.file.resolve(call.func)
        if name in SET_CLASSES:
            return self._made_kind(call, depth)
        if name in IDENTITY_SETS:
            return Kind.OBJECTS
        if name in SET_FUNCTIONS and call.args:
            return self._method_kind_of_class(call, depth)
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in SET_METHODS:
            return self._method_kind(call, call.func, depth)
        if name.startswith("."):
            return self._returned_kind(call, name[1:], depth)
        if may_be_of_project(name) and self.file.ask("returns-set", name):
            return Kind.SET
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in ITEM_METHODS:
            default = argument(call, "default", 1)
            held = self.held.kind(call.func.value, depth)
            return held if default is None or held is not Kind.UNKNOWN else self.kind(default, depth - 1)
        return Kind.UNKNOWN

    def _made_kind(self, call: cst.Call, depth: int) -> Kind:
        """`set(...)`"""
        if not call.args:
            return Kind.SET
        given = call.args[0].value
        if self.integers.are_held_by(given, depth - 1):
            return Kind.INTEGERS
        if self.identity.goes_through_parts(given):
            return Kind.OBJECTS
        if isinstance(given, cst.ListComp | cst.GeneratorExp):
            return self._kind_of_items([given.elt])
        if isinstance(given, cst.Call) and self.file.resolve(given.func) == "builtins.map" and given.args:
            by_type = self.file.resolve(given.args[0].value) == "builtins.type"
            return Kind.OBJECTS if by_type else Kind.SET
        return Kind.OBJECTS if self.kind(given, depth - 1) is Kind.OBJECTS else Kind.SET

    def _method_kind(self, call: cst.Call, method: cst.Attribute, depth: int) -> Kind:
        kind = self.kind(method.value, depth - 1)
        if kind is not Kind.INTEGERS or method.attr.value in ("difference", "copy", "intersection"):
            return kind
        integers = all(self.integers.are_held_by(arg.value, depth - 1) for arg in call.args)
        return Kind.INTEGERS if integers else Kind.SET

    def _method_kind_of_class(self, call: cst.Call, depth: int) -> Kind:
        """`set.union(a, b)`"""
        integers = all(not arg.star and self.integers.are_held_by(arg.value, depth - 1) for arg in call.args)
        return Kind.INTEGERS if integers else Kind.SET

    def _algebra_kind(self, node: cst.BinaryOperation, depth: int) -> Kind:
        left, right = self._operand_kind(node.left, depth), self._operand_kind(node.right, depth)
        if isinstance(node.operator, cst.Subtract):
            return right if left is Kind.UNKNOWN else left  # only a set can lose the items of a set
        if Kind.UNKNOWN in (left, right):
            known = left if right is Kind.UNKNOWN else right
            return Kind.SET if known is Kind.SET else Kind.UNKNOWN
        if left is right is Kind.OBJECTS:
            return Kind.OBJECTS
        if isinstance(node.operator, cst.BitAnd) and Kind.INTEGERS in (left, right):
            return Kind.INTEGERS
        return Kind.INTEGERS if left is right is Kind.INTEGERS else Kind.SET

    def _operand_kind(self, node: cst.BaseExpression, depth: int) -> Kind:
        """Also of the keys of a dict: what is computed from them is a set."""
        method = node.func if isinstance(node, cst.Call) and not node.args else None
        if isinstance(method, cst.Attribute) and method.attr.value == "keys":
            return Kind.SET
        return self.kind(node, depth - 1)

    def _returned_kind(self, call: cst.Call, qualname: str, depth: int) -> Kind:
        """What a function of the same file returns: by its annotation, or by all that it returns."""
        function = function_named(self.file, qualname)
        if function is None or function.asynchronous is not None:
            return Kind.UNKNOWN
        if function.returns is not None:
            return self.annotations.kind(function.returns.annotation)
        returns = values_returned(self.file, function)
        if not returns:
            return Kind.UNKNOWN
        kinds = [self.kind(value, depth - 1) for value in returns]
        return kinds[0] if all(kind is kinds[0] for kind in kinds) else weakest(kinds)
