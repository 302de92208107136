"""Which files and functions of a project are there to be run, and what a framework or a test runner calls."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lint_rules.analysis.project import Place
from lint_rules.analysis.questions import END_OF_SCOPE

if TYPE_CHECKING:
    from lint_rules.analysis.facts import Facts, Scope
    from lint_rules.analysis.project import Project

_MAINS = frozenset({"cli", "entry_point", "entrypoint", "main"})
_COMMAND = (".command", ".main", ".callback")
# Decorators of these make a command of a function, or another function: nobody else comes to call it.
_CHANGES_NO_CALLER = re.compile(
    r"(abc|builtins|click|contextlib|dataclasses|functools|hydra|jax|numba|tensorflow|torch|typing)\."
)


class Programs:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def is_run(self, scope: Scope) -> bool:
        """Whether a program of the project, or a test, comes to a scope."""
        seen: dict[int, None] = {}
        pending = [scope]
        while pending:
            current = pending.pop()
            if id(current) in seen:
                continue
            seen[id(current)] = None
            if self._starts_a_program(current):
                return True
            if current.kind == "class" and current.parent is not None:
                pending.append(current.parent)
            pending += [place.scope for place in self.project.callers(current)]
        return False

    def _starts_a_program(self, scope: Scope) -> bool:
        if self.is_in_test(scope):
            return scope.kind == "module" or scope.name.startswith("test")
        if scope.kind != "module":
            return scope in self.mains
        return self.is_program(self.project.file_of[id(scope)])

    def is_imported(self, facts: Facts) -> bool:
        """Whether an import runs a file: something imports it, a package holds it, or pytest collects it."""
        return is_test_path(facts.path) or not self.is_program(facts)

    def is_in_test(self, scope: Scope) -> bool:
        return is_test_path(self.project.file_of[id(scope)].path)

    @cached_property
    def entry_points(self) -> list[Place]:
        """The ends of the modules that nobody imports, and of `main`: the programs of the project."""
        modules = [f.module for f in self.project.files if self.is_program(f)]
        return [Place(scope, END_OF_SCOPE, 0) for scope in [*modules, *self.mains]]

    def is_program(self, facts: Facts) -> bool:
        """Whether a file is there to be run: nobody imports it, and in a package it calls what it defines."""
        if self.project.callers(facts.module):
            return False
        folder = str(PurePosixPath(facts.path).parent)
        in_package = folder in self._package_folders
        return not in_package or any(c.kind == "call" and c.target[0] == "." for c in facts.module.calls)

    @cached_property
    def _package_folders(self) -> frozenset[str]:
        return frozenset(str(PurePosixPath(f.path).parent) for f in self.project.files if f.is_package)

    @cached_property
    def mains(self) -> list[Scope]:
        """Functions that a console script or a command line is likely to call."""
        functions = [s for facts in self.project.files for s in facts.scopes if s.kind == "function"]
        return [
            s
            for s in functions
            if s.owner is None
            and (s.name in _MAINS or any(d.target.endswith(_COMMAND) for d in s.decorators))
        ]


def is_test_path(path: str) -> bool:
    *folders, name = path.split("/")
    if name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py":
        return True
    return "tests" in folders or "test" in folders


def is_handed_over(scope: Scope) -> bool:
    """Whether code that cannot be seen may call a function, other than a test runner."""
    if scope.kind != "function" or scope.name.startswith("test"):
        return False
    given = (d for d in scope.decorators if not _CHANGES_NO_CALLER.match(d.target))
    return any(given) or _answers_to_a_framework(scope)


def _answers_to_a_framework(scope: Scope) -> bool:
    """Whether code that cannot be seen may call a method: its class has a base or decorator from outside."""
    owner = scope.owner
    if owner is None:
        return False
    bases = [base for base in owner.bases if base not in ("builtins.object", "typing.Protocol", "abc.ABC")]
    return bool(bases or owner.decorators or scope.name.startswith("__"))
