"""A call or a name for which a rule may want a statement, and what can be asked about its surroundings."""

from __future__ import annotations

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from lint_rules.analysis.scanning.dotted import dotted_name, last_name
from lint_rules.analysis.scanning.syntax import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.scanning.walker import Walker

    Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

_WORD = re.compile(r"\w+")


class Surroundings:
    """One file after the walk."""

    def __init__(self, walker: Walker, text: str, resolve: Callable[[Scope, str], str]) -> None:
        self.text = text
        self.resolve = resolve
        self._walker = walker
        self._trees: dict[int, Tree] = {}

    @cached_property
    def packages(self) -> frozenset[str]:
        """The packages that the file imports, or imports something from."""
        return frozenset(dotted.partition(".")[0] for _, _, dotted in self._walker.imports)

    def may_use(self, packages: frozenset[str]) -> bool:
        """Whether a name of the file may come from one of some packages."""
        return not packages.isdisjoint(self.packages) or bool(self._walker.facts.module.stars)

    @cached_property
    def targets(self) -> frozenset[str]:
        """The full names of all that the file calls."""
        calls = ((scope, dotted) for scope, _, dotted in self._walker.calls if dotted is not None)
        return frozenset(self.resolve(scope, dotted) for scope, dotted in calls)

    @cached_property
    def called(self) -> dict[str, list[ast.Call]]:
        """All calls, by the last part of the name of what is called, as it is written."""
        found: dict[str, list[ast.Call]] = {}
        for _, call, _ in self._walker.calls:
            function = call.func
            name = last_name(function)
            found.setdefault(name, []).append(call)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the text, be it a name, or stand in a comment."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def _functions(self) -> dict[int, Function]:
        return {id(scope): node for node, scope in self._walker.functions}

    def function(self, scope: Scope) -> Function | None:
        """The function whose body a scope belongs to; None at the top of a module and in a class."""
        return self._functions.get(id(plain_scope(scope)))

    def tree(self, scope: Scope, line: int) -> Tree:
        """The function around a place, or the statements at the top of the module."""
        function = self.function(scope)
        roots: list[ast.stmt] = [function] if function is not None else self._walker.statements_at(line)
        key = id(roots[0])
        if key not in self._trees:
            self._trees[key] = Tree(roots)
        return self._trees[key]


def plain_scope(scope: Scope) -> Scope:
    """The function, class or module that a lambda or comprehension stands in."""
    while scope.kind == "small" and scope.parent is not None:
        scope = scope.parent
    return scope


class Tree:
    """Some statements with all below them."""

    def __init__(self, roots: Iterable[ast.stmt]) -> None:
        self.nodes: list[ast.AST] = []
        self._parents: dict[int, ast.AST] = {}
        self._remembered: dict[str, bool] = {}
        stack: list[ast.AST] = list(roots)
        while stack:
            node = stack.pop()
            self.nodes.append(node)
            for child in children(node):
                self._parents[id(child)] = node
                stack.append(child)

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(id(node))

    def remembered(self, question: str, answer: Callable[[], bool]) -> bool:
        """What does not depend on one candidate is asked once of all that stand here."""
        if question not in self._remembered:
            self._remembered[question] = answer()
        return self._remembered[question]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        current = self.parent(node)
        while current is not None:
            yield current
            current = self.parent(current)

    @cached_property
    def names(self) -> dict[str, list[ast.Name]]:
        """All mentions of every variable."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.nodes:
            if type(node) is ast.Name:
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every variable and attribute."""
        attributes = (node.attr for node in self.nodes if type(node) is ast.Attribute)
        return frozenset([*self.names, *attributes])


def children(node: ast.AST) -> Iterator[ast.AST]:
    for name in FIELDS[type(node)]:
        value = getattr(node, name, None)
        if type(value) is list:
            yield from (item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            yield value


@dataclass(frozen=True)
class Candidate:
    """A call, or something callable that is named; `target` is its full name, where it is known."""

    node: ast.expr
    target: str
    scope: Scope
    around: Surroundings

    @property
    def tree(self) -> Tree:
        return self.around.tree(self.scope, self.node.lineno)

    def resolve(self, node: ast.AST) -> str:
        """The full name of what a name or attribute refers to, or ''."""
        dotted = dotted_name(node)
        return self.around.resolve(self.scope, dotted) if dotted is not None else ""


def sieve_named(module: str) -> Callable[[Candidate], bool]:
    """The sieve of the rule in a module."""
    found: Callable[[Candidate], bool] = importlib.import_module(f"lint_rules.sieves.{module}").keeps
    return found
