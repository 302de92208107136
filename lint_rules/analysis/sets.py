"""Which expressions are sets, as far as the file shows, and which of them surely hold integers only.

The hash of an integer is not salted, so a set of integers that is built the same way has the same order.
"""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.arguments import argument, is_none
from lint_rules.analysis.identity import Identity
from lint_rules.analysis.names import bindings, occurrences
from lint_rules.analysis.nodes import comprehension_clauses, dotted_name, stored_names
from lint_rules.analysis.returning import may_be_of_project
from lint_rules.knowledge.set_types import (
    IDENTITY_SETS,
    ITEM_METHODS,
    SET_ANNOTATIONS,
    SET_CLASSES,
    SET_METHODS,
)

if TYPE_CHECKING:
    from lint_rules.analysis.source import SourceFile


class Kind(Enum):
    """What is known about an expression."""

    UNKNOWN = "unknown"
    SET = "set"
    INTEGERS = "set of integers"
    OBJECTS = "set of objects that are hashed by their address"


_MAPPING_ANNOTATIONS = frozenset(
    f"{module}.{name}"
    for module in ("typing", "collections.abc", "collections", "builtins")
    for name in ("Dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "dict", "OrderedDict")
)
_INTEGER_CALLS = frozenset(f"builtins.{name}" for name in ("int", "len", "ord", "round")) | {
    "numpy.argmax",
    "numpy.argmin",
}
_INDEX_ARRAYS = frozenset({"numpy.argsort", "numpy.flatnonzero", "numpy.nonzero", "numpy.where"})
_ALGEBRA = (cst.BitOr, cst.BitAnd, cst.BitXor, cst.Subtract)
_DEPTH = 6

_Assignments = dict[str, list[tuple[cst.CSTNode | None, cst.CSTNode | None]]]


class Sets:
    """Infers, on demand, which expressions of one file are sets."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.identity = Identity(file)
        self._assignments: dict[int, _Assignments] = {}
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
            return _either(self.kind(node.left, depth - 1), self.kind(node.right, depth - 1))
        if isinstance(node, cst.IfExp):
            return _either(self.kind(node.body, depth - 1), self.kind(node.orelse, depth - 1))
        if isinstance(node, cst.NamedExpr):
            return self.kind(node.value, depth - 1)
        if isinstance(node, cst.Name):
            return self._name_kind(node, depth)
        if isinstance(node, cst.Subscript):
            return self._item_kind(node.value, depth)
        return self._attribute_kind(node, depth) if isinstance(node, cst.Attribute) else Kind.UNKNOWN

    def _kind_of_items(self, items: list[cst.BaseExpression]) -> Kind:
        if items and all(self.is_integer(item) for item in items):
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
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in SET_METHODS:
            return self._method_kind(call, call.func, depth)
        if name.startswith("."):
            return self._returned_kind(call, name[1:], depth)
        if may_be_of_project(name) and self.file.ask("returns-set", name):
            return Kind.SET
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in ITEM_METHODS:
            default = argument(call, "default", 1)
            held = self._item_kind(call.func.value, depth)
            return held if default is None or held is not Kind.UNKNOWN else self.kind(default, depth - 1)
        return Kind.UNKNOWN

    def _item_kind(self, mapping: cst.BaseExpression, depth: int) -> Kind:
        """What `groups[key]` is: a set, where `groups` is a `defaultdict(set)` or annotated so."""
        if not isinstance(mapping, cst.Name) or depth == 0:
            return Kind.UNKNOWN
        function: cst.FunctionDef | cst.Module | None = self.file.function(mapping)
        while function is not None:
            found = bindings(self.file, function, mapping.value)
            if found:
                return _weakest([self._values_kind(name, value) for name, value in found])
            function = self.file.function(function) if isinstance(function, cst.FunctionDef) else None
        return Kind.UNKNOWN

    def _values_kind(self, name: cst.Name, value: cst.CSTNode | None) -> Kind:
        parent = self.file.parent(name)
        annotation = getattr(parent, "annotation", None)
        if isinstance(annotation, cst.Annotation) and isinstance(annotation.annotation, cst.Subscript):
            parts = annotation.annotation.slice
            mapping = self.file.resolve(annotation.annotation.value) in _MAPPING_ANNOTATIONS
            held = parts[1].slice if mapping and len(parts) == 2 else None
            return self._annotated_kind(held.value) if isinstance(held, cst.Index) else Kind.UNKNOWN
        value = value.value if isinstance(value, cst.AnnAssign) else value
        if isinstance(value, cst.Call) and self.file.resolve(value.func) == "collections.defaultdict":
            made = self.file.resolve(value.args[0].value) if value.args else ""
            return Kind.SET if made in SET_CLASSES else Kind.UNKNOWN
        if isinstance(value, cst.DictComp):
            return self.kind(value.value, 2)
        return Kind.UNKNOWN

    def _made_kind(self, call: cst.Call, depth: int) -> Kind:
        """`set(...)`"""
        if not call.args:
            return Kind.SET
        given = call.args[0].value
        if self._holds_integers(given, depth - 1):
            return Kind.INTEGERS
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
        integers = all(self._holds_integers(arg.value, depth - 1) for arg in call.args)
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
        function = self._function_named(qualname)
        if function is None or function.asynchronous is not None:
            return Kind.UNKNOWN
        if function.returns is not None:
            return self._annotated_kind(function.returns.annotation)
        inside = [n for n in self.file.below(function.body) if isinstance(n, cst.Return | cst.Yield)]
        own = [n for n in inside if self.file.function(n) is function]
        returns = [n.value for n in own if isinstance(n, cst.Return) and n.value is not None]
        if len(returns) != len(own) or not returns:
            return Kind.UNKNOWN
        kinds = [self.kind(value, depth - 1) for value in returns]
        return kinds[0] if all(kind is kinds[0] for kind in kinds) else _weakest(kinds)

    def _function_named(self, qualname: str) -> cst.FunctionDef | None:
        found = [
            node
            for node in self.file.nodes
            if isinstance(node, cst.FunctionDef) and self.file.scope_of(node).qualname == qualname
        ]
        return found[0] if len(found) == 1 else None

    # -- names ---------------------------------------------------------------------------------------------

    def _name_kind(self, node: cst.Name, depth: int) -> Kind:
        function: cst.FunctionDef | cst.Module | None = self.file.function(node)
        if self.file.is_hidden(node, node.value):
            return Kind.UNKNOWN
        while function is not None:
            found = bindings(self.file, function, node.value)
            if found:
                here = function is self.file.function(node)
                return self._bound_kind(
                    node, found if not here else self._reaching(node, found), function, depth
                )
            function = self.file.function(function) if isinstance(function, cst.FunctionDef) else None
        return Kind.UNKNOWN

    def _reaching(
        self, node: cst.Name, found: list[tuple[cst.Name, cst.CSTNode | None]]
    ) -> list[tuple[cst.Name, cst.CSTNode | None]]:
        """The bindings that may be in force at a use: back to one in a block that also holds the use."""
        position = self.file.order(node)
        statement = self.file.enclosing(node, cst.Assign) or self.file.enclosing(node, cst.AugAssign)
        reaching: list[tuple[cst.Name, cst.CSTNode | None]] = []
        for name, value in reversed(found):
            own = statement is not None and self.file.holds(statement, name)
            if self.file.order(name) >= position or own:
                continue
            reaching.append((name, value))
            block = self.file.enclosing(name, cst.IndentedBlock)
            if not isinstance(value, cst.AugAssign) and (block is None or self.file.holds(block, node)):
                break
        return reaching or found

    def _bound_kind(
        self,
        use: cst.Name,
        found: list[tuple[cst.Name, cst.CSTNode | None]],
        function: cst.CSTNode,
        depth: int,
    ) -> Kind:
        kinds = [
            kind
            for name, value in found
            if value is None or not is_none(value)
            for kind in [self._binding_kind(name, value, depth)]
        ]
        if not kinds or Kind.UNKNOWN in kinds:
            return Kind.UNKNOWN
        integers = all(kind is Kind.INTEGERS for kind in kinds)
        empty = all(_is_empty(value) for _, value in found)
        if (integers or empty) and self._only_integers_added(use.value, function, integers):
            return Kind.INTEGERS
        if all(kind is Kind.OBJECTS for kind in kinds) or (empty and self._only_objects_added(use, function)):
            return Kind.OBJECTS
        return Kind.SET

    def _binding_kind(self, name: cst.Name, value: cst.CSTNode | None, depth: int) -> Kind:
        if isinstance(value, cst.AnnAssign):
            declared = self._annotated_kind(value.annotation.annotation)
            if declared is Kind.UNKNOWN and value.value is not None:
                return self.kind(value.value, depth - 1)
            return declared
        if isinstance(value, cst.AugAssign):
            kept = isinstance(value.operator, cst.BitOrAssign | cst.BitXorAssign)
            added = self.kind(value.value, depth - 1)
            if isinstance(value.operator, cst.SubtractAssign | cst.BitAndAssign):
                return Kind.INTEGERS
            return added if kept and added is Kind.INTEGERS else Kind.SET if kept else Kind.UNKNOWN
        if isinstance(value, cst.NamedExpr):
            return self.kind(value.value, depth - 1)
        if value is not None:
            return self.kind(value, depth - 1)
        parent = self.file.parent(name)
        if isinstance(parent, cst.Param) and parent.annotation is not None:
            return self._annotated_kind(parent.annotation.annotation)
        return Kind.UNKNOWN

    def _only_integers_added(self, name: str, function: cst.CSTNode, start: bool) -> bool:
        """Whether all that the file puts into a set, by the name of it, is integers."""
        seen = start
        for use in occurrences(self.file, function, name):
            attribute = self.file.parent(use)
            call = self.file.parent(attribute) if isinstance(attribute, cst.Attribute) else None
            if not isinstance(attribute, cst.Attribute) or not isinstance(call, cst.Call):
                continue
            if attribute.attr.value == "add" and call.args:
                if not self.is_integer(call.args[0].value):
                    return False
                seen = True
            if attribute.attr.value == "update":
                if not all(self._holds_integers(arg.value, 2) for arg in call.args):
                    return False
                seen = True
        return seen

    def _only_objects_added(self, use: cst.Name, function: cst.CSTNode) -> bool:
        added: list[cst.BaseExpression] = []
        for other in occurrences(self.file, function, use.value):
            method = self.file.parent(other)
            call = self.file.parent(method) if isinstance(method, cst.Attribute) else None
            if isinstance(method, cst.Attribute) and isinstance(call, cst.Call):
                if method.attr.value == "update":
                    return False
                added += [arg.value for arg in call.args if method.attr.value == "add"]
        return bool(added) and all(self.identity.is_object(item) for item in added)

    # -- attributes ----------------------------------------------------------------------------------------

    def _attribute_kind(self, node: cst.Attribute, depth: int) -> Kind:
        """`self.x`, where every assignment to it in the class gives it a set."""
        owner = self.file.enclosing(node, cst.ClassDef)
        name = dotted_name(node)
        if owner is None or name is None or name.count(".") != 1:
            return Kind.UNKNOWN
        if not name.startswith(("self.", "cls.")):
            if not node.attr.value.startswith("_"):
                return Kind.UNKNOWN
            name = f"self.{node.attr.value}"  # a private attribute of another object of the class
        kinds = []
        for value, annotation in self._assignments_in(owner).get(name, ()):
            if annotation is not None:
                kinds.append(self._annotated_kind(annotation))
            elif value is not None and not is_none(value):
                kinds.append(self.kind(value, depth - 1))
        if not kinds or Kind.UNKNOWN in kinds:
            return Kind.UNKNOWN
        return kinds[0] if all(kind is kinds[0] for kind in kinds) else Kind.SET

    def _assignments_in(self, owner: cst.ClassDef) -> _Assignments:
        """`self.x` -> the values and annotations that the methods or the body of a class give it."""
        if id(owner) not in self._assignments:
            table: _Assignments = defaultdict(list)
            for node in self.file.below(owner.body):
                if type(node) is cst.Assign:
                    for target in node.targets:
                        table[dotted_name(target.target) or ""].append((node.value, None))
                elif type(node) is cst.AnnAssign:
                    name = dotted_name(node.target) or ""
                    for key in (name, f"self.{name}", f"cls.{name}"):
                        table[key].append((None, node.annotation.annotation))
            self._assignments[id(owner)] = table
        return self._assignments[id(owner)]

    def _annotated_kind(self, annotation: cst.CSTNode) -> Kind:
        if isinstance(annotation, cst.SimpleString) and isinstance(annotation.evaluated_value, str):
            return self._textual_kind(annotation.evaluated_value)
        if isinstance(annotation, cst.Subscript):
            if self.file.resolve(annotation.value) == "typing.Optional":
                inner = annotation.slice[0].slice
                return self._annotated_kind(inner.value) if isinstance(inner, cst.Index) else Kind.UNKNOWN
            if self.file.resolve(annotation.value) in SET_ANNOTATIONS:
                inner = annotation.slice[0].slice
                return self._declared_items(inner.value) if isinstance(inner, cst.Index) else Kind.SET
            return Kind.UNKNOWN
        if isinstance(annotation, cst.BinaryOperation):
            sides = [side for side in (annotation.left, annotation.right) if not is_none(side)]
            return _weakest([self._annotated_kind(side) for side in sides])
        return Kind.SET if self.file.resolve(annotation) in SET_ANNOTATIONS else Kind.UNKNOWN

    def _declared_items(self, item: cst.BaseExpression) -> Kind:
        """Of `set[int]`, `set[Node]`, `set["Node"]`."""
        if dotted_name(item) == "int":
            return Kind.INTEGERS
        name = self.file.resolve(item.value if isinstance(item, cst.Subscript) else item)
        if isinstance(item, cst.SimpleString) and isinstance(item.evaluated_value, str):
            name = f".{item.evaluated_value}"
        return Kind.OBJECTS if self.identity.is_class(name) else Kind.SET

    def _textual_kind(self, text: str) -> Kind:
        head = text.strip().partition("[")[0].rpartition(".")[2]
        if head not in ("set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"):
            return Kind.UNKNOWN
        return Kind.INTEGERS if text.strip().endswith("[int]") else Kind.SET

    # -- elements ------------------------------------------------------------------------------------------

    def _holds_integers(self, node: cst.CSTNode, depth: int) -> bool:
        if isinstance(node, cst.Call) and self.file.resolve(node.func) == "builtins.range":
            return True
        found = node.value if isinstance(node, cst.Subscript) else node
        if isinstance(found, cst.Call) and self.file.resolve(found.func) in _INDEX_ARRAYS:
            return len(found.args) == 1  # `where(test, a, b)` holds values
        if isinstance(node, cst.List | cst.Tuple):
            return bool(node.elements) and all(self.is_integer(e.value) for e in node.elements)
        if isinstance(node, cst.ListComp | cst.GeneratorExp):
            return self.is_integer(node.elt)
        return depth > 0 and self.kind(node, depth) is Kind.INTEGERS

    def is_integer(self, node: cst.CSTNode) -> bool:
        """Whether an expression surely is an integer."""
        if isinstance(node, cst.Integer):
            return True
        if isinstance(node, cst.UnaryOperation):
            return self.is_integer(node.expression)
        if isinstance(node, cst.BinaryOperation):
            division = isinstance(node.operator, cst.Divide)
            return not division and self.is_integer(node.left) and self.is_integer(node.right)
        if isinstance(node, cst.Call):
            return self.file.resolve(node.func) in _INTEGER_CALLS
        return isinstance(node, cst.Name) and self._counts(node)

    def _counts(self, node: cst.Name) -> bool:
        """Whether a name is the variable of a loop over `range`, or the number that `enumerate` gives."""
        for ancestor in self.file.ancestors(node):
            clauses: list[cst.For | cst.CompFor] = []
            if isinstance(ancestor, cst.For):
                clauses = [ancestor]
            elif isinstance(ancestor, cst.BaseComp):
                clauses = list(comprehension_clauses(ancestor))
            for clause in clauses:
                if node.value in stored_names(clause.target):
                    return self._gives_integers(clause, node.value)
            if isinstance(ancestor, cst.FunctionDef):
                return False
        return False

    def _gives_integers(self, clause: cst.For | cst.CompFor, name: str) -> bool:
        if not isinstance(clause.iter, cst.Call):
            return self.kind(clause.iter, 2) is Kind.INTEGERS
        function = self.file.resolve(clause.iter.func)
        if function == "builtins.enumerate":
            target = clause.target
            return isinstance(target, cst.Tuple) and stored_names(target.elements[0].value) == [name]
        return function == "builtins.range" and isinstance(clause.target, cst.Name)


def _is_empty(value: cst.CSTNode | None) -> bool:
    if isinstance(value, cst.AnnAssign):
        value = value.value
    return isinstance(value, cst.Call) and not value.args


def _either(left: Kind, right: Kind) -> Kind:
    """`a or b`: what both are, where one may be anything that is None or empty."""
    if left is right:
        return left
    return Kind.UNKNOWN if Kind.UNKNOWN in (left, right) else Kind.SET


def _weakest(kinds: list[Kind]) -> Kind:
    if not kinds or Kind.UNKNOWN in kinds:
        return Kind.UNKNOWN
    return kinds[0] if all(kind is kinds[0] for kind in kinds) else Kind.SET
