"""Objects that callers in other files make and hand to a function: environments without a seed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import resolve
from lint_rules.knowledge.streams import named_like_a_seeder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.project.given import Given
    from lint_rules.analysis.scanning.facts import Facts, Scope

_DEPTH = 4


def made_unseeded(given: Given, scope: Scope, parameter: str, makers: frozenset[str]) -> bool:
    """Whether a caller hands in what one of some functions has made, and no caller seeds that."""
    found = False
    for facts, tree, value in given.values_of(scope, parameter):
        made = _Made(facts, tree, makers)
        if not isinstance(value, ast.Name | ast.Call) or made.is_seeded(value):
            return False
        found = found or made.is_made(value)
    return found


class _Made:
    """What a file makes and binds; a name is taken for the same thing all over the file."""

    def __init__(self, facts: Facts, tree: ast.Module, makers: frozenset[str]) -> None:
        self.facts = facts
        self.makers = makers
        self._nodes = list(ast.walk(tree))

    def is_made(self, value: ast.expr, depth: int = _DEPTH) -> bool:
        """Whether a value comes from one of the makers, be it with wrappers round it."""
        if depth == 0:
            return False
        if isinstance(value, ast.Name):
            bound = self._bound(value.id)
            return bool(bound) and any(self.is_made(one, depth - 1) for one in bound)
        if isinstance(value, ast.Attribute):
            return self.is_made(value.value, depth - 1)
        if not isinstance(value, ast.Call):
            return False
        name = dotted_name(value.func)
        if name is not None and resolve(self.facts.module, name) in self.makers:
            return True
        return bool(value.args) and self.is_made(value.args[0], depth - 1)

    def is_seeded(self, value: ast.expr, depth: int = _DEPTH) -> bool:
        """Whether a seed is near: given where a value is made, or by a method of what holds it."""
        if any("seed" in word.lower() for word in _words(value)):
            return True
        names = [part.id for part in ast.walk(value) if isinstance(part, ast.Name)]
        if depth == 0 or any(self._seeds(node, name) for name in names for node in self._nodes):
            return True
        return any(self.is_seeded(one, depth - 1) for name in names for one in self._bound(name))

    def _bound(self, name: str) -> list[ast.expr]:
        return [
            node.value
            for node in self._nodes
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
            and not any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.value))
        ]

    def _seeds(self, node: ast.AST, name: str) -> bool:
        """`env.seed(0)`, `env.reset(seed=0)`, `set_seed(env, 0)`"""
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        if isinstance(function, ast.Attribute) and dotted_name(function.value) == name:
            given = bool(node.args or node.keywords)
            return (function.attr == "seed" and given) or any(k.arg == "seed" for k in node.keywords)
        called = (dotted_name(function) or "").rpartition(".")[2]
        return named_like_a_seeder(called) and any(dotted_name(arg) == name for arg in node.args)


def _words(value: ast.expr) -> Iterator[str]:
    for part in ast.walk(value):
        if isinstance(part, ast.keyword) and part.arg is not None:
            yield part.arg
        elif isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
