"""What a set holds at the place where it is gone through, with what becomes of its items there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.added import added_to
from lint_rules.analysis.ordering.content import Content, of_one_kind, of_tuple
from lint_rules.analysis.ordering.contents import Contents
from lint_rules.analysis.ordering.item_annotations import items_declared, part_declared
from lint_rules.analysis.ordering.item_names import by_name, is_called_by_id, is_field
from lint_rules.analysis.ordering.item_uses import content_by_use, reads_attribute
from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import bindings, bound_around, later_uses
from lint_rules.analysis.tree.nodes import stored_names
from lint_rules.knowledge.set_types import SET_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.tree.source import SourceFile

_HANDING = frozenset(f"builtins.{name}" for name in ("list", "tuple", "sorted", "enumerate", "iter", "set"))
_BUNDLES = frozenset({"builtins.frozenset", "builtins.tuple"})
_CHOOSING = frozenset({"builtins.min", "builtins.max"})
_OF_NAMES = frozenset({"datasets.ClassLabel", "datasets.features.ClassLabel"})


class IteratedContent:
    """Answers for one file."""

    def __init__(self, file: SourceFile, identity: Identity) -> None:
        self.file = file
        self.contents = Contents(file, identity)

    def of(self, node: cst.CSTNode, source: cst.CSTNode) -> Content:
        """`node` is gone through; its items are those of `source`."""
        said = self.contents.of(source)
        if said.is_shown:
            return said
        declared = self._declared(node)
        if declared.is_shown:
            return declared
        variables = list(self._variables(node))
        used = of_one_kind(
            of_tuple(content_by_use(self.file, within, name) for name in names) for within, names in variables
        )
        used = Content.SALTED if self._is_taken_as_text(node) else used
        if used.is_shown:
            return used
        bundled = said is Content.LIKE_NUMBERS and self._are_bundles(source)
        read = (reads_attribute(self.file, within, name) for within, names in variables for name in names)
        if not bundled and any(read):
            return Content.LIKE_SALTED  # objects, whatever they are called
        by_names = (of_tuple(by_name(cst.Name(name)) for name in names) for _, names in variables)
        by_id = self.are_called_by_id(source)
        by_id = by_id or any(is_called_by_id(cst.Name(name)) for _, names in variables for name in names)
        fields = self._are_fields(source)
        # Keys and fields that are called ids where they are gone through are as often numbers.
        called = {*by_names, *self._called(node)} | ({said} if not (fields and by_id) else set())
        called.discard(Content.UNKNOWN)
        if len(called) == 1:
            return called.pop()
        likely = not called and (self._are_awaited(node) or (fields and not by_id))
        return Content.LIKE_SALTED if likely else Content.UNKNOWN

    def _declared(self, node: cst.CSTNode) -> Content:
        """Of a list of the items by what the function is said to return: `-> list[str]`."""
        whole = self._handed_on(node)
        parent = self.file.parent(whole)
        if isinstance(parent, cst.Assign) and isinstance(target := parent.targets[0].target, cst.Name):
            uses = later_uses(self.file, parent, target.value)
            places = [self._declared_at(use, self.file.parent(use)) for use in uses]
            return of_one_kind(places)
        return self._declared_at(whole, parent) if whole is not node else Content.UNKNOWN

    def _declared_at(self, node: cst.CSTNode, parent: cst.CSTNode | None) -> Content:
        """`return names`, `return names, table`."""
        place = None
        if isinstance(parent, cst.Element) and isinstance(around := self.file.parent(parent), cst.Tuple):
            place = [element.value is node for element in around.elements].index(True)
            parent = self.file.parent(around)
        function = self.file.function(node)
        if not isinstance(parent, cst.Return) or not isinstance(function, cst.FunctionDef):
            return Content.UNKNOWN
        declared = function.returns.annotation if function.returns is not None else None
        if declared is not None and place is not None:
            declared = part_declared(declared, place)
        identity = self.contents.items.identity
        return items_declared(self.file, declared, identity) if declared is not None else Content.UNKNOWN

    def _are_bundles(self, source: cst.CSTNode) -> bool:
        """`{frozenset(node["community"]) for node in nodes}`: those have a length whatever they hold."""
        made = [node for node in self._origins(source, set()) if isinstance(node, cst.Call)]
        return any(self.file.resolve(call.func) in _BUNDLES for call in made)

    def _are_fields(self, source: cst.CSTNode) -> bool:
        """`set(frame["kind"])`, `{row.get("kind") for row in rows}`: most fields of records hold text."""
        return any(is_field(node) for node in self._origins(source, set()))

    def _origins(self, node: cst.CSTNode, seen: set[str]) -> Iterator[cst.CSTNode]:
        """What the items are taken from, through names (each once), lists of sets and methods of sets."""
        node = self._taken_from(node)
        if isinstance(node, cst.SetComp | cst.ListComp | cst.GeneratorExp):
            node = node.elt
        if isinstance(node, cst.Attribute) and node.attr.value == "values":
            node = node.value
        yield node
        method = node.func if isinstance(node, cst.Call) else None
        if isinstance(method, cst.Attribute) and method.attr.value in SET_METHODS:
            yield from self._origins(method.value, seen)
        held = node.value if isinstance(node, cst.Subscript) else node
        if not isinstance(held, cst.Name) or held.value in seen:
            return
        seen.add(held.value)
        bound = bound_around(self.file, held) if held is node else None
        for _, value in bound[1] if bound is not None else ():
            if value is not None:
                yield from self._origins(value, seen)
        if held is not node:
            for item, _ in added_to(self.file, self.file.function(node), held.value):
                yield from self._origins(item, seen)

    def are_called_by_id(self, source: cst.CSTNode) -> bool:
        return is_called_by_id(self._taken_from(source))

    def _taken_from(self, node: cst.CSTNode) -> cst.CSTNode:
        """`x` for `set(list(x))`"""
        while isinstance(node, cst.Call) and self.file.resolve(node.func) in _HANDING and node.args:
            node = node.args[0].value
        return node

    def _variables(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, list[str]]]:
        """The loops and comprehensions that go through an expression, each with its variables."""
        whole = self._handed_on(node)
        parent = self.file.parent(whole)
        yield from self._measured(node)
        yield from self._chosen(node, parent)
        if isinstance(parent, cst.For | cst.CompFor) and parent.iter is whole:
            names = stored_names(self._item_of(parent))
            around: cst.CSTNode = parent
            while isinstance(around, cst.CompFor):
                around = self.file.parent(around) or self.file.module
            if names:
                yield around, names
        elif isinstance(parent, cst.Assign) and isinstance(target := parent.targets[0].target, cst.Name):
            for use in later_uses(self.file, parent, target.value):
                if isinstance(self.file.parent(self._handed_on(use)), cst.For | cst.CompFor):
                    yield from self._variables(use)

    def _item_of(self, loop: cst.For | cst.CompFor) -> cst.CSTNode:
        """`x` of `for i, x in enumerate(items)`; of an item that is a tuple, all of it."""
        numbered = (
            isinstance(loop.iter, cst.Call) and self.file.resolve(loop.iter.func) == "builtins.enumerate"
        )
        if numbered and isinstance(loop.target, cst.Tuple):
            return loop.target.elements[-1].value
        return loop.target

    def _measured(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, list[str]]]:
        """`sorted(list(x), key=lambda item: ...)`: the functions that are given one item after the other."""
        while isinstance(arg := self.file.parent(node), cst.Arg):
            call = self.file.parent(arg)
            if not isinstance(call, cst.Call) or self.file.resolve(call.func) not in _HANDING | _CHOOSING:
                break
            key = argument(call, "key")
            if isinstance(key, cst.Lambda) and key.params.params:
                yield key, [key.params.params[0].name.value]
            node = call

    def _chosen(
        self, node: cst.CSTNode, parent: cst.CSTNode | None
    ) -> Iterator[tuple[cst.CSTNode, list[str]]]:
        """`kind = max(kinds, key=count)`, `kind = kinds.pop()`: what becomes of the one that is taken."""
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else node
        if not isinstance(call, cst.Call):
            return
        pops = isinstance(call.func, cst.Attribute) and call.func.attr.value == "pop"
        if not (pops if call is node else self.file.resolve(call.func) in _CHOOSING):
            return
        assign, function = self.file.parent(call), self.file.function(call)
        target = assign.targets[0].target if isinstance(assign, cst.Assign) else None
        if isinstance(target, cst.Name) and len(bindings(self.file, function, target.value)) == 1:
            yield function, [target.value]

    def _handed_on(self, node: cst.CSTNode) -> cst.CSTNode:
        """`enumerate(list(x))` for `x`."""
        while isinstance(arg := self.file.parent(node), cst.Arg):
            call = self.file.parent(arg)
            if not isinstance(call, cst.Call) or self.file.resolve(call.func) not in _HANDING:
                break
            node = call
        return node

    def _is_taken_as_text(self, node: cst.CSTNode) -> bool:
        """`",".join(x)` and `ClassLabel(names=x)` take text only."""
        arg = self.file.parent(self._handed_on(node))
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        if not isinstance(call, cst.Call):
            return False
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        return method in ("join", "writelines") or self.file.resolve(call.func) in _OF_NAMES

    def _are_awaited(self, node: cst.CSTNode) -> bool:
        """`asyncio.gather(*jobs)`"""
        arg = self.file.parent(node)
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        return isinstance(call, cst.Call) and self.file.resolve(call.func) == "asyncio.gather"

    def _called(self, node: cst.CSTNode) -> list[Content]:
        """By the name that a list of the items gets."""
        parent = self.file.parent(self._handed_on(node))
        targets = parent.targets if isinstance(parent, cst.Assign) else []
        return [by_name(target.target) for target in targets]
