"""What single expressions are, as items of a collection: text, numbers, or called like either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import libcst as cst

from lint_rules.analysis.ordering.content import Content, of_one_kind, of_tuple
from lint_rules.analysis.ordering.item_annotations import item_declared, part_of_items_declared
from lint_rules.analysis.ordering.item_names import of_place, with_name
from lint_rules.analysis.ordering.item_uses import content_by_use, content_of_field
from lint_rules.analysis.ordering.returned import function_named, values_returned
from lint_rules.analysis.scanning.returning import may_be_of_project
from lint_rules.analysis.tree.names import bound_around
from lint_rules.analysis.tree.nodes import TEXT, comprehension_clauses, only_index, stored_names
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge import items as known

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.tree.source import SourceFile

_ARITHMETIC = (cst.Subtract, cst.FloorDivide, cst.Power, cst.LeftShift, cst.RightShift)


class Collected(Protocol):
    """What one gets who goes through an expression."""

    def __call__(self, node: cst.CSTNode, depth: int) -> Content: ...


class Items:
    """Answers for one file. `collected` says what the items of a collection are."""

    def __init__(self, file: SourceFile, identity: Identity, collected: Collected) -> None:
        self.file = file
        self.identity = identity
        self.collected = collected
        self._known: dict[int, Content] = {}
        self._held: dict[tuple[int, str], Content] = {}  # by all that a function does with a name

    def of(self, node: cst.CSTNode, depth: int) -> Content:
        if depth <= 0:
            return Content.UNKNOWN
        if id(node) not in self._known:
            self._known[id(node)] = Content.UNKNOWN
            found = self._infer(node, depth - 1)
            found = found if found.is_shown else of_one_kind([content_of_field(self.file, node), found])
            self._known[id(node)] = with_name(found, node)
        return self._known[id(node)]

    def _infer(self, node: cst.CSTNode, depth: int) -> Content:
        if isinstance(node, (*TEXT, cst.Lambda)):
            return Content.SALTED
        if isinstance(node, cst.Integer | cst.Float | cst.Comparison | cst.UnaryOperation):
            return Content.NUMBERS
        if isinstance(node, cst.Tuple):
            return of_tuple(self.of(element.value, depth) for element in node.elements)
        if isinstance(node, cst.Call):
            return self._of_call(node, depth)
        if isinstance(node, cst.Name):
            return self._of_name(node, depth)
        if isinstance(node, cst.Attribute):
            if node.attr.value in known.NUMBER_ATTRIBUTES:
                return Content.NUMBERS
            return Content.SALTED if node.attr.value in known.TEXT_ATTRIBUTES else self._imported(node)
        if isinstance(node, cst.Subscript):
            return self._of_subscript(node, depth)
        if isinstance(node, cst.BinaryOperation):
            return self._of_operation(node, depth)
        if isinstance(node, cst.IfExp):
            return of_one_kind(self.of(side, depth) for side in (node.body, node.orelse))
        return self.of(node.expression, depth) if isinstance(node, cst.Await) else Content.UNKNOWN

    def _of_operation(self, node: cst.BinaryOperation, depth: int) -> Content:
        if isinstance(node.operator, _ARITHMETIC):
            return Content.NUMBERS
        sides = [self.of(side, depth) for side in (node.left, node.right)]
        if Content.SALTED in sides:
            return Content.SALTED
        return of_one_kind(sides)

    def _of_subscript(self, node: cst.Subscript, depth: int) -> Content:
        if isinstance(node.slice[0].slice, cst.Slice) and len(node.slice) == 1:
            return self.of(node.value, depth)
        if len(node.slice) > 1:
            return of_place(node)
        if isinstance(node.value, cst.Attribute) and node.value.attr.value == "shape":
            return Content.NUMBERS
        index = only_index(node)
        if isinstance(index, cst.Integer | cst.UnaryOperation):
            part = self._of_part(node.value, index, depth)
            said = self.collected(node.value, depth) if part is None else part
            return said if said.is_shown else Content.UNKNOWN
        return Content.UNKNOWN

    def _of_part(self, item: cst.BaseExpression, place: cst.BaseExpression, depth: int) -> Content | None:
        """`row[1]`, where `row` goes through tuples as the code shows; None where it does not show."""
        clause = self._comprehension_of(item) if isinstance(item, cst.Name) else None
        if clause is None or not isinstance(clause.target, cst.Name) or not isinstance(place, cst.Integer):
            return None
        number, source = int(place.value, 0), value_of(self.file, clause.iter)
        if isinstance(source, cst.ListComp | cst.GeneratorExp | cst.SetComp):
            made: list[cst.BaseExpression] = [source.elt]
        elif isinstance(source, cst.List | cst.Tuple | cst.Set):
            made = [element.value for element in source.elements]
        else:
            declared = self._declaration(source)
            return part_of_items_declared(self.file, declared, number, self.identity) if declared else None
        tuples = [one for one in made if isinstance(one, cst.Tuple) and number < len(one.elements)]
        if not made or len(tuples) < len(made):
            return None
        return of_one_kind(self.of(one.elements[number].value, depth) for one in tuples)

    def _declaration(self, source: cst.BaseExpression) -> cst.BaseExpression | None:
        """The annotation of a parameter, or of what a function of the file returns."""
        if isinstance(source, cst.Call):
            function = self.function_named(self.file.resolve(source.func))
            declared = function.returns if function is not None else None
            return declared.annotation if declared is not None else None
        bound = bound_around(self.file, source) if isinstance(source, cst.Name) else None
        for target, _ in bound[1] if bound is not None else ():
            said = getattr(self.file.parent(target), "annotation", None)
            if isinstance(said, cst.Annotation):
                return said.annotation
        return None

    # -- calls ---------------------------------------------------------------------------------------------

    def _of_call(self, call: cst.Call, depth: int) -> Content:
        name = self.file.resolve(call.func)
        if name in known.TEXT_CALLS or self.identity.is_object(call):
            return Content.SALTED
        if name in known.NUMBER_CALLS:
            return Content.NUMBERS
        if name in ("builtins.tuple", "builtins.frozenset", "builtins.sorted") and call.args:
            return self.collected(call.args[0].value, depth)
        if name in ("builtins.next", "builtins.min", "builtins.max") and call.args:
            return self.collected(call.args[0].value, depth)
        if isinstance(call.func, cst.Attribute):
            if call.func.attr.value in known.TEXT_GIVING:
                return Content.SALTED
            if call.func.attr.value in known.NUMBER_METHODS:
                return Content.NUMBERS
            if call.func.attr.value == "pop" and len(call.args) < 2:
                return self.collected(call.func.value, depth)
        return self._of_function(name, depth)

    def _of_function(self, name: str, depth: int) -> Content:
        function = self.function_named(name)
        if function is None:
            return Content.UNKNOWN
        if function.returns is not None:
            declared = item_declared(self.file, function.returns.annotation, self.identity)
            if declared is not Content.UNKNOWN:
                return declared
        return of_one_kind(self.of(value, depth) for value in values_returned(self.file, function))

    def function_named(self, name: str) -> cst.FunctionDef | None:
        return function_named(self.file, name[1:]) if name.startswith(".") else None

    def given_by(self, function: cst.BaseExpression, depth: int) -> Content:
        """What a function gives that is named or written where it is handed over: `map(int, xs)`."""
        if isinstance(function, cst.Lambda):
            return self.of(function.body, depth)
        if isinstance(function, cst.SimpleString):
            text = str(function.evaluated_value)
            return Content.NUMBERS if text.startswith(("int", "float")) else Content.SALTED
        name = self.file.resolve(function)
        if name in known.ITEM_TYPES or name in known.TEXT_CALLS | known.NUMBER_CALLS:
            is_text = name in known.TEXT_CALLS or known.ITEM_TYPES.get(name) is True
            return Content.SALTED if is_text else Content.NUMBERS
        return self._of_function(name, depth)

    def of_pairs(self, call: cst.Call, depth: int) -> Content:
        """What `zip(a, b)` and `enumerate(a)` give: tuples."""
        return of_tuple(self.collected(arg.value, depth) for arg in call.args if arg.keyword is None)

    # -- names ---------------------------------------------------------------------------------------------

    def _of_name(self, name: cst.Name, depth: int) -> Content:
        if name.value in ("None", "True", "False"):
            return Content.NUMBERS
        clause = self._comprehension_of(name)
        if clause is not None:
            found = self._of_clause(clause, name.value, depth)
            used = content_by_use(self.file, self._whole(clause), name.value)
            return found if found.is_shown else of_one_kind([used, found])
        bound = bound_around(self.file, name)
        if bound is None:
            return self._imported(name)
        function, bound_values = bound
        key = (id(function), name.value)
        if key not in self._held:
            said = of_one_kind(self._of_binding(target, value, depth) for target, value in bound_values)
            used = Content.UNKNOWN if said.is_shown else content_by_use(self.file, function, name.value)
            self._held[key] = of_one_kind([used, said])
        return self._held[key]

    def _imported(self, node: cst.Name | cst.Attribute) -> Content:
        """What another file of the project binds to a text, and what Python has by that name."""
        name = self.file.resolve(node)
        if name.startswith("builtins."):
            return Content.SALTED  # `list`, `print`: by its address
        known_text = may_be_of_project(name) and self.file.ask("is-text", name)
        return Content.SALTED if known_text else Content.UNKNOWN

    def _comprehension_of(self, name: cst.Name) -> cst.CompFor | None:
        for ancestor in self.file.ancestors(name):
            if isinstance(ancestor, cst.BaseComp):
                for clause in comprehension_clauses(ancestor):
                    if name.value in stored_names(clause.target):
                        return clause
            elif isinstance(ancestor, cst.BaseStatement):
                return None
        return None

    def _whole(self, clause: cst.CompFor) -> cst.CSTNode:
        around: cst.CSTNode = clause
        while isinstance(around, cst.CompFor):
            around = self.file.parent(around) or self.file.module
        return around

    def _of_binding(self, target: cst.Name, value: cst.CSTNode | None, depth: int) -> Content:
        parent = self.file.parent(target)
        declared = getattr(parent, "annotation", None)
        if isinstance(declared, cst.Annotation):
            content = item_declared(self.file, declared.annotation, self.identity)
            if content is not Content.UNKNOWN:
                return content
        if isinstance(value, cst.AugAssign):
            return Content.UNKNOWN
        if isinstance(value, cst.AnnAssign | cst.NamedExpr):
            value = value.value
        if value is not None:
            return self.of(value, depth)
        loop = next(
            (a for a in self.file.ancestors(target) if isinstance(a, cst.For | cst.BaseStatement)), None
        )
        if isinstance(loop, cst.For) and self.file.holds(loop.target, target):
            return self._of_clause(loop, target.value, depth)
        return Content.UNKNOWN

    def _of_clause(self, clause: cst.For | cst.CompFor, name: str, depth: int) -> Content:
        """What a loop variable is, also one of several."""
        target, source = clause.target, clause.iter
        if isinstance(target, cst.Name):
            return self.collected(source, depth)
        if not isinstance(target, cst.Tuple | cst.List) or not isinstance(source, cst.Call):
            return Content.UNKNOWN
        place = [name in stored_names(element.value) for element in target.elements].index(True)
        part = target.elements[place].value
        function = self.file.resolve(source.func)
        if function in ("os.walk", "os.fwalk"):
            return Content.SALTED if place == 0 else Content.UNKNOWN
        if not isinstance(part, cst.Name) and function != "builtins.enumerate":
            return Content.UNKNOWN
        if function == "builtins.enumerate" and source.args:
            if place == 0:
                return Content.NUMBERS
            whole = isinstance(part, cst.Name)
            return self.collected(source.args[0].value, depth) if whole else Content.UNKNOWN
        if function == "builtins.zip" and place < len(source.args):
            return self.collected(source.args[place].value, depth)
        method = source.func if isinstance(source.func, cst.Attribute) else None
        if method is not None and method.attr.value in ("items", "most_common") and place == 0:
            return self.collected(method.value, depth)
        return Content.UNKNOWN
