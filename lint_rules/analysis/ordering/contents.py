"""What the items of sets and other collections are: by what they are made of, used for, and called.

Followed are displays, comprehensions, calls, names with all that is put into them, attributes of the class
around, and annotations. What the code shows counts before what a name suggests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.added import added_to
from lint_rules.analysis.ordering.content import Content, of_one_kind
from lint_rules.analysis.ordering.grouped import comprehension_target, mapping_behind
from lint_rules.analysis.ordering.item_annotations import held_values_declared, items_declared
from lint_rules.analysis.ordering.item_content import Items
from lint_rules.analysis.ordering.item_names import (
    by_name,
    is_called_by_id,
    of_place,
    part_of_table,
    with_name,
)
from lint_rules.analysis.ordering.returned import values_returned
from lint_rules.analysis.tree.names import bound_around
from lint_rules.analysis.tree.nodes import TEXT, dotted_name, only_index
from lint_rules.analysis.tree.values import attribute_values
from lint_rules.knowledge import items as known
from lint_rules.knowledge.set_types import SET_FUNCTIONS

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 9


class Contents:
    """Answers for one file, on demand."""

    def __init__(self, file: SourceFile, identity: Identity) -> None:
        self.file = file
        self.items = Items(file, identity, self.of)
        self._known: dict[int, Content] = {}
        self._held: dict[tuple[int, str], Content] = {}  # by all that a function does with a name

    def of(self, node: cst.CSTNode, depth: int = _DEPTH) -> Content:
        """What one gets who goes through an expression."""
        if depth <= 0:
            return Content.UNKNOWN
        if id(node) not in self._known:
            self._known[id(node)] = Content.UNKNOWN  # for names that are made of each other
            found = self._infer(node, depth - 1)
            self._known[id(node)] = with_name(found, node)
        return self._known[id(node)]

    def _infer(self, node: cst.CSTNode, depth: int) -> Content:
        if isinstance(node, cst.Set | cst.List | cst.Tuple):
            return of_one_kind(self._of_element(element, depth) for element in node.elements)
        if isinstance(node, cst.SetComp | cst.ListComp | cst.GeneratorExp):
            return self.items.of(node.elt, depth)
        if isinstance(node, cst.DictComp):
            return self.items.of(node.key, depth)
        if isinstance(node, cst.Dict):
            return of_one_kind(
                self.items.of(e.key, depth) for e in node.elements if isinstance(e, cst.DictElement)
            )
        if isinstance(node, TEXT):
            return Content.SALTED
        if isinstance(node, cst.Call):
            return self._of_call(node, depth)
        if isinstance(node, cst.Name):
            return self._of_name(node, depth)
        if isinstance(node, cst.Attribute):
            return self._of_attribute(node, depth)
        if isinstance(node, cst.Subscript):
            return self._of_subscript(node, depth)
        return self._of_combination(node, depth)

    def _of_element(self, element: cst.BaseElement, depth: int) -> Content:
        if isinstance(element, cst.StarredElement):
            return self.of(element.value, depth)
        return self.items.of(element.value, depth)

    def _of_combination(self, node: cst.CSTNode, depth: int) -> Content:
        if isinstance(node, cst.BinaryOperation | cst.BooleanOperation):
            return of_one_kind(self.of(side, depth) for side in (node.left, node.right))
        if isinstance(node, cst.IfExp):
            return of_one_kind(self.of(side, depth) for side in (node.body, node.orelse))
        if isinstance(node, cst.NamedExpr):
            return self.of(node.value, depth)
        return self.of(node.expression, depth) if isinstance(node, cst.Await) else Content.UNKNOWN

    # -- calls ---------------------------------------------------------------------------------------------

    def _of_call(self, call: cst.Call, depth: int) -> Content:
        name = self.file.resolve(call.func)
        if name in known.TEXT_COLLECTIONS or name in known.TEXT_CALLS:
            return Content.SALTED
        if name in known.NUMBER_COLLECTIONS or (name == "numpy.where" and len(call.args) == 1):
            return Content.NUMBERS
        if name in SET_FUNCTIONS:
            return of_one_kind(self._of_given(arg, depth) for arg in call.args)
        if name in known.DRAWING and call.args:
            return self._drawn_from(call.args[0].value, depth)
        if name in known.KEEPING or name == "builtins.filter":
            given = call.args[-1:] if name == "builtins.filter" else call.args
            return of_one_kind(self.of(arg.value, depth) for arg in given if arg.keyword is None)
        if name in known.CHOOSING and call.args:
            return self.of(call.args[0].value, depth)
        if name == "builtins.map" and len(call.args) > 1:
            return self.items.given_by(call.args[0].value, depth)
        if name in ("builtins.zip", "builtins.enumerate", "itertools.product") and call.args:
            return self.items.of_pairs(call, depth)
        if isinstance(call.func, cst.Attribute):
            return self._of_method(call, call.func, depth)
        return self._of_function(name, depth)

    def _of_given(self, arg: cst.Arg, depth: int) -> Content:
        """`a`, or each of `*(set(x) for x in xs)`."""
        if arg.star and isinstance(arg.value, cst.ListComp | cst.GeneratorExp):
            return self.of(arg.value.elt, depth)
        return self.of(arg.value, depth)

    def _drawn_from(self, drawn: cst.BaseExpression, depth: int) -> Content:
        """`choice(names)`, `choice(len(names))`: where it does not show, numbers are drawn more often."""
        said = self.of(drawn, depth)
        if said is Content.UNKNOWN:
            said = self.items.of(drawn, depth)
        made = isinstance(drawn, cst.Call | cst.List)  # and so it is no number itself
        return said if made or said is not Content.UNKNOWN else Content.LIKE_NUMBERS

    def _of_method(self, call: cst.Call, method: cst.Attribute, depth: int) -> Content:
        last = method.attr.value
        if last in known.TEXT_COLLECTING or last in known.TEXT_GIVING:
            return Content.SALTED
        if last in known.NUMBER_COLLECTING:
            return Content.NUMBERS
        if last in known.NODE_COLLECTING:
            return Content.LIKE_NUMBERS
        if last == "astype" and call.args:
            return self.items.given_by(call.args[0].value, depth)
        if last in ("get", "pop", "setdefault") and call.args:
            return self._held_by(method.value, depth)
        if last in ("keys", "items") and not call.args:
            held = by_name(call) if part_of_table(call) else self.of(method.value, depth)
            return Content.LIKE_SALTED if held is Content.UNKNOWN else held
        if last in known.KEEPING_METHODS:
            holders = [method.value, *(arg.value for arg in call.args)]
            return of_one_kind(self.of(holder, depth) for holder in holders)
        return self._of_function(self.file.resolve(method), depth)

    def _of_function(self, name: str, depth: int) -> Content:
        """What a function of the same file returns."""
        function = self.items.function_named(name)
        if function is None:
            return Content.UNKNOWN
        if function.returns is not None:
            declared = items_declared(self.file, function.returns.annotation, self.items.identity)
            if declared is not Content.UNKNOWN:
                return declared
        return of_one_kind(self.of(value, depth) for value in values_returned(self.file, function))

    # -- what holds collections ----------------------------------------------------------------------------

    def _of_name(self, name: cst.Name, depth: int) -> Content:
        if self.file.is_hidden(name, name.value):
            held = self._of_target(comprehension_target(self.file, name), depth)
            return held if held is not Content.UNKNOWN else self._of_text(name, depth)
        bound = bound_around(self.file, name)
        if bound is None:
            return Content.UNKNOWN
        function, found = bound
        content = self._of_variable(function, name.value, found, depth)
        return content if content.is_shown else of_one_kind([content, self._of_text(name, depth)])

    def _of_variable(
        self,
        function: cst.CSTNode,
        name: str,
        found: list[tuple[cst.Name, cst.CSTNode | None]],
        depth: int,
    ) -> Content:
        key = (id(function), name)
        if key not in self._held:
            said = [self._of_binding(target, value, depth) for target, value in found]
            self._held[key] = of_one_kind([*said, *self._put_in(function, name, depth)])
        return self._held[key]

    def _of_text(self, name: cst.Name, depth: int) -> Content:
        """Going through text gives text; going through what is called like text may give anything."""
        content = self.items.of(name, depth)
        return content if content is Content.SALTED else Content.UNKNOWN

    def _of_binding(self, target: cst.Name, value: cst.CSTNode | None, depth: int) -> Content:
        parent = self.file.parent(target)
        declared = getattr(parent, "annotation", None)
        if isinstance(declared, cst.Annotation):
            content = items_declared(self.file, declared.annotation, self.items.identity)
            if content is not Content.UNKNOWN:
                return content
        if isinstance(value, cst.AnnAssign | cst.AugAssign | cst.NamedExpr):
            value = value.value
        if value is None:
            return self._of_target(target, depth)
        content = self.of(value, depth)
        doubted = content is Content.UNKNOWN and is_called_by_id(value)  # whatever `authors` suggests
        return Content.LIKE_NUMBERS if doubted else content

    def _of_target(self, target: cst.Name | None, depth: int) -> Content:
        """`for key, names in groups.items()`"""
        mapping = mapping_behind(self.file, target) if target is not None else None
        return self._held_by(mapping, depth) if mapping is not None else Content.UNKNOWN

    def _put_in(self, within: cst.CSTNode, held: str, depth: int) -> list[Content]:
        found = []
        for item, is_collection in added_to(self.file, within, held):
            found.append(self.of(item, depth) if is_collection else self.items.of(item, depth))
        return found

    def _of_attribute(self, node: cst.Attribute, depth: int) -> Content:
        if node.attr.value == "columns":
            return Content.SALTED
        if node.attr.value == "values":
            return self.of(node.value, depth)
        if node.attr.value.endswith("_labels_") or node.attr.value == "labels_":
            return Content.NUMBERS  # of clusters
        owner = self.file.enclosing(node, cst.ClassDef)
        name = dotted_name(node)
        if owner is None or name is None:
            return Content.UNKNOWN
        said = [self.of(value, depth) for value in attribute_values(self.file, node)]
        said += [
            items_declared(self.file, part.annotation.annotation, self.items.identity)
            for part in self.file.of_kind(cst.AnnAssign, owner)
            if dotted_name(part.target) in (name, node.attr.value)
        ]
        return of_one_kind([*said, *self._put_in(owner, name, depth)])

    def _of_subscript(self, node: cst.Subscript, depth: int) -> Content:
        if isinstance(node.slice[0].slice, cst.Slice):
            said = self.of(node.value, depth)
            return said if said.is_shown or len(node.slice) == 1 else of_place(node)
        if len(node.slice) > 1:
            return of_place(node)
        if isinstance(node.value, cst.Call) and isinstance(only_index(node), cst.Integer):
            said = self.of(node.value, depth)  # `matrix.nonzero()[0]`
            return said if said is Content.NUMBERS else Content.UNKNOWN
        return self._held_by(node.value, depth)

    def _held_by(self, mapping: cst.BaseExpression, depth: int) -> Content:
        """What the collections hold that a mapping or list holds: `groups[key]` for `groups`."""
        held, function = dotted_name(mapping), self.file.function(mapping)
        within = self.file.enclosing(mapping, cst.ClassDef) if held and "." in held else function
        if held is None or within is None:
            return Content.UNKNOWN
        declared = held_values_declared(self.file, mapping, self.items.identity)
        appended = (item for item, _ in added_to(self.file, within, held))
        lists = [self.of(item, depth) for item in appended if isinstance(self.file.parent(item), cst.Arg)]
        return of_one_kind([declared, *self._put_in(within, f"{held}[]", depth), *lists])
