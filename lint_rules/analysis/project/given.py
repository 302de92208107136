"""What the callers of a function give for one of its parameters, as it is written in their calls."""

from __future__ import annotations

import ast
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load_python
from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lint_rules.analysis.project.seeding import Seeding
    from lint_rules.analysis.scanning.facts import Facts, Scope

NOTHING = "nothing"
UNSEEN = "unseen"
NUMBER = "number"  # or a tuple of them


class Given:
    """Answers for the files of one project; those of the callers are parsed when they are asked for."""

    def __init__(self, seeding: Seeding, root: Path) -> None:
        self.project = seeding.project
        self.programs = seeding.programs
        self._tree_of = cache(lambda path: _tree_of(root / path))
        self._calls_in = cache(lambda path: _calls_in(self._tree_of(path)))

    def of(self, scope: Scope, parameter: str) -> list[str]:
        """`True`, `False`, `None`, `number`, `nothing` or `unseen`, each once; empty where nobody calls it.

        Tests are left out: what they give is for them alone.
        """
        if scope.kind != "function" or parameter not in scope.parameters:
            return [UNSEEN]
        made, index = _called(scope, parameter)
        found = [UNSEEN] if id(made) in self.project.mentioned else []
        for facts in self._files_calling(made):
            calls = (c for c in self._calls_in(facts.path) if _name_of(c) == made.name)
            found += [_given(call, parameter, index) for call in calls]
        return sorted(dict.fromkeys(found))

    def values_of(self, scope: Scope, parameter: str) -> Iterator[tuple[Facts, ast.Module, ast.expr]]:
        """What callers give for a parameter, each with its file; nothing of who leaves that open."""
        if scope.kind != "function" or parameter not in scope.parameters:
            return
        made, index = _called(scope, parameter)
        for facts in self._files_calling(made):
            for call in self._calls_in(facts.path):
                value = _value_given(call, parameter, index) if _name_of(call) == made.name else None
                if value is not None:
                    yield facts, self._tree_of(facts.path), value

    def calls_of(self, scope: Scope) -> Iterator[tuple[ast.Module, ast.Call]]:
        """The calls of a function, each with its file."""
        for facts in self._files_calling(scope):
            for call in self._calls_in(facts.path):
                if _name_of(call) == scope.name:
                    yield self._tree_of(facts.path), call

    def paths_calling(self, scope: Scope) -> set[str]:
        """The files that do so."""
        return {facts.path for facts in self._files_calling(scope)}

    def _files_calling(self, made: Scope) -> Iterator[Facts]:
        seen: dict[str, None] = {}
        for place in self.project.callers(made):
            facts = self.project.file_of[id(place.scope)]
            if facts.path not in seen and not self.programs.is_in_test(place.scope):
                seen[facts.path] = None
                yield facts


def _called(scope: Scope, parameter: str) -> tuple[Scope, int]:
    """What callers call, the class of a constructor, and the position of a parameter in their calls."""
    made = scope.owner if scope.name == "__init__" and scope.owner is not None else scope
    return made, scope.parameters.index(parameter) - (scope.owner is not None)


def _tree_of(path: Path) -> ast.Module:
    with suppress(OSError, UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
        return parse(load_python(path, {}))
    return ast.Module([], [])


def _calls_in(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _name_of(call: ast.Call) -> str:
    return (dotted_name(call.func) or "").rpartition(".")[2]


def _given(call: ast.Call, parameter: str, index: int) -> str:
    value = _value_given(call, parameter, index)
    if value is not None:
        return _spelled(value)
    return UNSEEN if _is_open(call) else NOTHING


def _value_given(call: ast.Call, parameter: str, index: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    return call.args[index] if not _is_open(call) and 0 <= index < len(call.args) else None


def _is_open(call: ast.Call) -> bool:
    return any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)


def _spelled(value: ast.expr) -> str:
    known = isinstance(value, ast.Constant) and any(value.value is one for one in (True, False, None))
    return ast.unparse(value) if known else NUMBER if _is_number(value) else UNSEEN


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(_is_number, value.elts))
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float)
