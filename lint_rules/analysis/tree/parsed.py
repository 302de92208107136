"""The syntax tree of a file, numbered: who stands above whom, and in which definition a node is executed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from lint_rules.analysis.tree.nodes import FIELDS, NODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lint_rules.analysis.scanning.facts import Facts, Scope

_Node = TypeVar("_Node", bound=cst.CSTNode)
_DEFINITIONS = (cst.FunctionDef, cst.ClassDef)


class Tree:
    """A module of libcst. `scopes` are those of its definitions, in their order."""

    def __init__(self, module: cst.Module, facts: Facts, scopes: list[Scope]) -> None:
        self.module = module
        self.facts = facts
        self._order: dict[int, int] = {}
        self._scopes: dict[int, Scope] = {}
        self._definitions: dict[int, cst.CSTNode | None] = {}
        self.remembered: dict[tuple[object, int, str], object] = {}  # see `remembering.py`
        self._names: dict[str, list[int]] = defaultdict(list)
        self._kinds: dict[type, list[int]] = defaultdict(list)
        self._above: list[int] = []
        self._ends: list[int] = []
        self.nodes: list[cst.CSTNode] = []
        self._index(scopes)

    def _index(self, scopes: list[Scope]) -> None:
        """Number the nodes, and tie each definition to the scope that the scan made for it."""
        remaining = iter(scopes)
        stack: list[tuple[cst.CSTNode, int]] = [(self.module, -1)]
        above = self._above
        nodes, order, kinds, fields = self.nodes, self._order, self._kinds, FIELDS
        while stack:
            node, parent = stack.pop()
            number = len(nodes)
            order[id(node)] = number
            nodes.append(node)
            above.append(parent)
            kind = type(node)
            kinds[kind].append(number)
            if kind is cst.Name:
                self._names[cast("cst.Name", node).value].append(number)
                continue
            for name in fields[kind]:  # `children`, last first, without its detours: this sees every node
                value = getattr(node, name)
                type_of_value = type(value)
                if type_of_value in NODES:
                    stack.append((value, number))
                elif type_of_value is tuple or type_of_value is list:
                    stack += [(item, number) for item in reversed(value) if type(item) in NODES]
            if kind in _DEFINITIONS:
                self._scopes[id(node)] = next(remaining, self.facts.module)
        ends = self._ends = list(range(len(above)))
        for number in range(len(above) - 1, 0, -1):
            parent, end = above[number], ends[number]
            if end > ends[parent]:
                ends[parent] = end

    def holds_node(self, node: cst.CSTNode) -> bool:
        """Whether a node is one of this tree, and so has a place."""
        return id(node) in self._order

    def order(self, node: cst.CSTNode) -> int:
        """A number that grows along the source."""
        return self._order[id(node)]

    def end(self, node: cst.CSTNode) -> int:
        """The number of the last node below this one."""
        return self._ends[self._order[id(node)]]

    def below(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """A node and all below it, in the order of the source."""
        return self.nodes[self.order(node) : self.end(node) + 1]

    def holds(self, outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether `inner` is `outer` or stands below it."""
        return self.order(outer) <= self.order(inner) <= self.end(outer)

    def names(self, within: cst.CSTNode, name: str) -> list[cst.Name]:
        """The `Name` nodes of that name below a node."""
        numbers = self._names.get(name, [])
        first = bisect_left(numbers, self.order(within))
        last = bisect_right(numbers, self.end(within))
        return [n for number in numbers[first:last] if isinstance(n := self.nodes[number], cst.Name)]

    def of_kind(self, kind: type[_Node], within: cst.CSTNode) -> list[_Node]:
        """The nodes of exactly one type below a node, itself included, in the order of the source."""
        numbers = self._kinds.get(kind, [])
        first = bisect_left(numbers, self.order(within))
        last = bisect_right(numbers, self.end(within))
        return [cast("_Node", self.nodes[number]) for number in numbers[first:last]]

    def of_kinds(self, kinds: Iterable[type]) -> list[cst.CSTNode]:
        """The nodes of some types, in the order of the source."""
        numbers = sorted(number for kind in kinds for number in self._kinds.get(kind, ()))
        return [self.nodes[number] for number in numbers]

    # -- surroundings --------------------------------------------------------------------------------------

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        number = self._order.get(id(node), 0)
        return self.nodes[self._above[number]] if number else None

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        number = self._order.get(id(node), 0)
        while number:
            number = self._above[number]
            yield self.nodes[number]

    def enclosing(self, node: cst.CSTNode, kind: type[_Node]) -> _Node | None:
        for ancestor in self.ancestors(node):
            if kind in type(ancestor).__mro__:  # `isinstance` is slow for abstract base classes
                return cast("_Node", ancestor)
        return None

    def definition(self, node: cst.CSTNode) -> cst.FunctionDef | cst.ClassDef | None:
        """The definition in whose body a node is executed; defaults and decorators belong outside."""
        key = id(node)
        if key not in self._definitions:
            below, above = node, self.parent(node)
            while above is not None and not (type(above) in _DEFINITIONS and _body(above) is below):
                below, above = above, self.parent(above)
            self._definitions[key] = above
        found = self._definitions[key]
        return cast("cst.FunctionDef | cst.ClassDef | None", found)

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Module:
        """The function, or else the module, whose names a statement shares."""
        found = self.definition(node)
        while type(found) is cst.ClassDef:
            found = self.definition(found)
        return cast("cst.FunctionDef", found) if found is not None else self.module

    def scope(self, node: cst.CSTNode) -> Scope:
        found = self.definition(node)
        return self._scopes[id(found)] if found is not None else self.facts.module

    def scope_of(self, definition: cst.CSTNode) -> Scope:
        """The scope that a definition opens."""
        return self._scopes[id(definition)]


def _body(node: cst.CSTNode) -> cst.CSTNode | None:
    body = getattr(node, "body", None)
    return body if isinstance(body, cst.CSTNode) else None
