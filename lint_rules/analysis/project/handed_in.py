"""Objects that callers in other files make and hand to a function: environments without a seed."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import resolve
from lint_rules.knowledge.streams import named_like_a_seeder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.project.given import Given
    from lint_rules.analysis.scanning.facts import Facts, Scope

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def made_unseeded(given: Given, scope: Scope, parameter: str, makers: frozenset[str]) -> bool:
    """Whether a caller hands in what one of some functions has made, and no caller seeds that.

    What a program hands in that only tries a model is no training; what a caller has reset itself was first
    reset there.
    """
    read: dict[str, _Bindings] = {}
    found = False
    for facts, tree, value in given.values_of(scope, parameter):
        if facts.path not in read:
            read[facts.path] = _Bindings(tree)
        made = _Made(facts, read[facts.path], makers)
        if not isinstance(value, ast.Name | ast.Call) or made.is_seeded(value):
            return False
        trained = made.is_made(value) and not given.programs.only_tries(facts.module)
        found = found or (trained and not made.is_reset(value))
    return found


class _Bindings:
    """What the functions of a file bind their names to, and which names it seeds and resets."""

    def __init__(self, tree: ast.Module) -> None:
        self._bound: dict[tuple[int, str], list[ast.expr | None]] = defaultdict(list)
        self._around: dict[int, ast.AST] = {}
        self.seeded: dict[str, None] = {}
        self.resets: dict[str, list[int]] = defaultdict(list)  # name -> lines
        self._read(tree)

    def of(self, name: ast.Name) -> list[ast.expr | None]:
        """What a name is bound to around it; None for what is not seen: parameters, variables of loops."""
        around: ast.AST | None = self._around[id(name)]
        while around is not None:
            found = self._bound.get((id(around), name.id))
            if found is not None:
                return found
            around = self._around.get(id(around))
        return []

    def _read(self, tree: ast.AST) -> None:
        pending = [(tree, tree)]
        while pending:
            node, around = pending.pop()
            if node is not around:
                self._around[id(node)] = around
            self._bind(node, around)
            inside = node if isinstance(node, _FUNCTIONS) else around
            pending += [(child, inside) for child in ast.iter_child_nodes(node)]

    def _bind(self, node: ast.AST, around: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.seeded.update(dict.fromkeys(_seeded_by(node)))
            if isinstance(node.func, ast.Attribute) and node.func.attr == "reset":
                self.resets[_root(node.func)].append(node.lineno)
        elif isinstance(node, ast.arg):
            self._bound[id(around), node.arg].append(None)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind_target(target, node.value, around)
        elif isinstance(node, ast.AnnAssign):
            self._bind_target(node.target, node.value, around)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind_target(node.optional_vars, node.context_expr, around)
        elif isinstance(node, ast.For | ast.comprehension | ast.NamedExpr):
            self._bind_target(node.target, None, around)

    def _bind_target(self, target: ast.expr, value: ast.expr | None, around: ast.AST) -> None:
        if isinstance(target, ast.Name):
            self._bound[id(around), target.id].append(value)
            return
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self._bound[id(around), part.id].append(None)


class _Made:
    """Where what a file hands to others comes from."""

    def __init__(self, facts: Facts, bindings: _Bindings, makers: frozenset[str]) -> None:
        self.facts = facts
        self.bindings = bindings
        self.makers = makers

    def is_made(self, value: ast.expr) -> bool:
        """Whether a value comes from one of the makers, be it with wrappers round it."""
        seen: dict[str, None] = {}
        pending: list[ast.expr | None] = [value]
        while pending:
            current = pending.pop()
            if isinstance(current, ast.Name) and current.id not in seen:
                seen[current.id] = None
                bound = self.bindings.of(current)
                pending += bound if None not in bound else []
            elif isinstance(current, ast.Attribute):
                pending.append(current.value)
            elif isinstance(current, ast.Call):
                name = dotted_name(current.func)
                if name is not None and resolve(self.facts.module, name) in self.makers:
                    return True
                pending += current.args[:1]
        return False

    def is_seeded(self, value: ast.expr) -> bool:
        """Whether a seed is near: given where a value is made, or by a method of what holds it."""
        seen: dict[str, None] = {}
        pending = [value]
        while pending:
            current = pending.pop()
            if any("seed" in word.lower() for word in _words(current)):
                return True
            for name in (part for part in ast.walk(current) if isinstance(part, ast.Name)):
                if name.id in seen:
                    continue
                seen[name.id] = None
                bound = self.bindings.of(name)
                if bound and name.id in self.bindings.seeded:
                    return True
                pending += [one for one in bound if one is not None]
        return False

    def is_reset(self, value: ast.expr) -> bool:
        """Whether it is reset between the line that made it and the one that hands it on."""
        if not isinstance(value, ast.Name):
            return False
        lines = (one.lineno for one in self.bindings.of(value) if one is not None)
        made = max((line for line in lines if line < value.lineno), default=0)
        return any(made < line < value.lineno for line in self.bindings.resets[value.id])


def _seeded_by(call: ast.Call) -> Iterator[str]:
    """`env` of `env.unwrapped.seed(0)`, `env.reset(seed=0)`, `set_seed(env, 0)`"""
    function = call.func
    if isinstance(function, ast.Attribute):
        given = bool(call.args or call.keywords)
        if (function.attr == "seed" and given) or any(k.arg == "seed" for k in call.keywords):
            yield _root(function)
    if named_like_a_seeder((dotted_name(function) or "").rpartition(".")[2]):
        yield from map(_root, call.args)


def _root(node: ast.expr) -> str:
    """`env` of `env.envs[0].unwrapped`"""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _words(value: ast.expr) -> Iterator[str]:
    for part in ast.walk(value):
        if isinstance(part, ast.keyword) and part.arg is not None:
            yield part.arg
        elif isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
