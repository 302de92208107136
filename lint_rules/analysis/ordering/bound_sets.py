"""Which names and attributes hold sets, by all that they are bound to and all that is put into them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.grouped import comprehension_target, mapping_behind
from lint_rules.analysis.ordering.kinds import Kind
from lint_rules.analysis.scanning.returning import may_be_of_project
from lint_rules.analysis.tree.arguments import is_none
from lint_rules.analysis.tree.names import bound_around, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.unpacking import part_given

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.ordering.integers import Integers, KindOf
    from lint_rules.analysis.ordering.set_annotations import SetAnnotations
    from lint_rules.analysis.tree.source import SourceFile

_Assigned = tuple[cst.CSTNode | None, cst.CSTNode | None]
_Assignments = dict[str, list[_Assigned]]


class BoundSets:
    """Judges the names and attributes of one file.

    `kind` says what is known of an expression, `values` of what a mapping holds.
    """

    def __init__(
        self,
        file: SourceFile,
        kind: KindOf,
        annotations: SetAnnotations,
        integers: Integers,
        identity: Identity,
        values: Callable[[cst.BaseExpression], Kind],
    ) -> None:
        self.file = file
        self.kind = kind
        self.annotations = annotations
        self.integers = integers
        self.identity = identity
        self.values = values
        self._assignments: dict[int, _Assignments] = {}

    def of_name(self, node: cst.Name, depth: int) -> Kind:
        if self.file.is_hidden(node, node.value):
            return self._kind_in_loop(comprehension_target(self.file, node))
        bound = bound_around(self.file, node)
        if bound is None:
            return self._imported(node)
        function = bound[0]
        found = [(name, value or part_given(self.file, name)) for name, value in bound[1]]
        here = function is self.file.function(node)
        return self._bound_kind(node, self._reaching(node, found) if here else found, function, depth)

    def _imported(self, node: cst.Name | cst.Attribute) -> Kind:
        """What another file of the project binds to a set."""
        name = self.file.resolve(node)
        known = may_be_of_project(name) and self.file.ask("is-set", name)
        return Kind.SET if known else Kind.UNKNOWN

    def _reaching(
        self, node: cst.Name, found: list[tuple[cst.Name, cst.CSTNode | None]]
    ) -> list[tuple[cst.Name, cst.CSTNode | None]]:
        """The bindings that may be in force at a use: back to one in a block that also holds the use."""
        position = self.file.order(node)
        around = self.file.ancestors(node)
        statement = next(
            (a for a in around if isinstance(a, cst.Assign | cst.AnnAssign | cst.AugAssign)), None
        )
        reaching: list[tuple[cst.Name, cst.CSTNode | None]] = []
        before = bisect_left(found, position, key=lambda binding: self.file.order(binding[0]))
        for name, value in reversed(found[:before]):
            if statement is not None and self.file.holds(statement, name):
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
        if Kind.UNKNOWN in kinds and self._takes_the_place_of_set(found, kinds):
            return Kind.SET
        told = [value for _, value in found if value is None or not is_none(value)]
        if Kind.UNKNOWN in kinds and self._is_mostly_set(told, kinds):
            return Kind.SET
        if not kinds or Kind.UNKNOWN in kinds:
            return Kind.UNKNOWN
        integers = all(kind is Kind.INTEGERS for kind in kinds)
        empty = all(_is_empty(value) for _, value in found)
        if (integers or empty) and self._only_integers_added(use.value, function, integers):
            return Kind.INTEGERS
        if all(kind is Kind.OBJECTS for kind in kinds) or (empty and self._only_objects_added(use, function)):
            return Kind.OBJECTS
        return Kind.SET

    def _takes_the_place_of_set(
        self, found: list[tuple[cst.Name, cst.CSTNode | None]], kinds: list[Kind]
    ) -> bool:
        """`names = self.names` in one branch, `names = set()` in the other: both are sets."""
        values = [value for _, value in found]
        plain = all(isinstance(value, cst.Attribute) or _is_empty(value) for value in values)
        branching = [
            self.file.enclosing(name, cst.If) or self.file.enclosing(name, cst.Else) for name, _ in found
        ]
        return plain and len(values) == 2 == len(kinds) and Kind.SET in kinds and None not in branching

    def _binding_kind(self, name: cst.Name, value: cst.CSTNode | None, depth: int) -> Kind:
        if isinstance(value, cst.AnnAssign):
            declared = self.annotations.kind(value.annotation.annotation)
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
            return self.annotations.kind(parent.annotation.annotation)
        return self._kind_in_loop(name)

    def _kind_in_loop(self, name: cst.Name | None) -> Kind:
        mapping = mapping_behind(self.file, name) if name is not None else None
        return self.values(mapping) if mapping is not None else Kind.UNKNOWN

    def _only_integers_added(self, name: str, function: cst.CSTNode, start: bool) -> bool:
        """Whether all that the file puts into a set, by the name of it, is integers."""
        seen = start
        for use in occurrences(self.file, function, name):
            attribute = self.file.parent(use)
            call = self.file.parent(attribute) if isinstance(attribute, cst.Attribute) else None
            if not isinstance(attribute, cst.Attribute) or not isinstance(call, cst.Call):
                continue
            if attribute.attr.value == "add" and call.args:
                if not self.integers.surely_is(call.args[0].value):
                    return False
                seen = True
            if attribute.attr.value == "update":
                if not all(self.integers.are_held_by(arg.value, 2) for arg in call.args):
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

    def of_attribute(self, node: cst.Attribute, depth: int) -> Kind:
        """`self.x`, where every assignment to it in the class gives it a set."""
        owner = self.file.enclosing(node, cst.ClassDef)
        name = dotted_name(node)
        if owner is None or name is None or name.count(".") != 1 or self.file.resolve(node):
            return self._imported(node)
        if not name.startswith(("self.", "cls.")):
            if not node.attr.value.startswith("_"):
                return Kind.UNKNOWN
            name = f"self.{node.attr.value}"  # a private attribute of another object of the class
        kinds: list[Kind] = []
        values: list[cst.CSTNode | None] = []
        for value, annotation in self._in_force(node, self._assignments_in(owner).get(name, [])):
            if annotation is not None:
                kinds.append(self.annotations.kind(annotation))
                values.append(None)
            elif value is not None and not is_none(value):
                kinds.append(self.kind(value, depth - 1))
                values.append(value)
        if not kinds or (Kind.UNKNOWN in kinds and not self._is_mostly_set(values, kinds)):
            return Kind.UNKNOWN
        return kinds[0] if all(kind is kinds[0] for kind in kinds) else Kind.SET

    def _in_force(self, use: cst.Attribute, assigned: list[_Assigned]) -> list[_Assigned]:
        """What the same function has surely bound last before, if anything: `self.x = list(self.x)`."""
        function, position = self.file.function(use), self.file.order(use)
        for value, annotation in reversed(assigned):
            assign = self.file.parent(value) if value is not None else None
            if assign is None or self.file.order(assign) > position or self.file.holds(assign, use):
                continue
            block = self.file.enclosing(assign, cst.IndentedBlock)
            if self.file.function(assign) is function and block is not None and self.file.holds(block, use):
                return [(value, annotation)]
        return assigned

    def _is_mostly_set(self, values: list[cst.CSTNode | None], kinds: list[Kind]) -> bool:
        """Whether something binds a filled set, and nothing a list: on one way at least it is a set."""
        filled = any(k is Kind.SET and not _is_empty(v) for v, k in zip(values, kinds, strict=True))
        return filled and not any(
            value is None or self._may_be_list(value)
            for value, kind in zip(values, kinds, strict=True)
            if kind is Kind.UNKNOWN
        )

    def _may_be_list(self, value: cst.CSTNode) -> bool:
        """What is surely another collection, or whatever a caller has given."""
        if isinstance(value, cst.Name):
            return not isinstance(self.file.parent(value), cst.Assign) or self._is_parameter(value)
        if isinstance(value, cst.Call):
            return self.file.resolve(value.func).startswith(("builtins.", "numpy.", "collections.", "copy."))
        return not isinstance(value, cst.Attribute | cst.Subscript)

    def _is_parameter(self, name: cst.Name) -> bool:
        function = self.file.function(name)
        return isinstance(function, cst.FunctionDef) and any(
            isinstance(part, cst.Param) and part.name.value == name.value
            for part in self.file.below(function.params)
        )

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


def _is_empty(value: cst.CSTNode | None) -> bool:
    if isinstance(value, cst.AnnAssign):
        value = value.value
    return isinstance(value, cst.Call) and not value.args
