"""What runs before a piece of code and is not called by it: packages, set-up methods, pytest's fixtures."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.project.callgraph import Project
    from lint_rules.analysis.scanning.facts import Facts, Scope

_SETUP_METHODS = ("setUp", "setUpClass", "setup_method", "setup_class", "setup", "asyncSetUp")
_MODULE_SETUP = ("setup_module", "setup_function", "setUpModule", "pytest_runtest_setup", "pytest_configure")


class Beforehand:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, scope: Scope, facts: Facts) -> list[Scope]:
        if scope.kind == "module":
            return self._packages_around(facts)
        found: list[Scope] = []
        if scope.owner is not None:
            found += self.project.lineage(scope.owner)
            names = ("__init__", *_SETUP_METHODS) if scope.name != "__init__" else ()
            found += [m for name in names for m in self.project.members(scope.owner, name) if m is not scope]
        if _is_fixture(scope) or scope.name.startswith("test") or scope.name in _SETUP_METHODS:
            found += self._fixtures_behind(scope)
        return found

    def _fixtures_behind(self, scope: Scope) -> list[Scope]:
        """The fixtures of a test or fixture, and those that they ask for in their turn."""
        found: dict[int, Scope] = {}
        pending = [scope]
        while pending:
            current = pending.pop()
            for fixture in self._fixtures_for(current, self.project.file_of[id(current)]):
                if fixture is not scope and id(fixture) not in found:
                    found[id(fixture)] = fixture
                    pending.append(fixture)
        return list(found.values())

    def _packages_around(self, facts: Facts) -> list[Scope]:
        """The `__init__.py` files and, for tests, the `conftest.py` files that run before a module."""
        path = PurePosixPath(facts.path)
        package = self.project.file_if_any(str(path.parent / "__init__.py"))
        found = [package] if package is not None else []
        if path.name.startswith("test_"):
            found += self._conftests_for(path)
        return [other.module for other in found if other is not facts]

    def _conftests_for(self, path: PurePosixPath) -> list[Facts]:
        """Those in the folder of a file and above."""
        paths = (str(parent / "conftest.py") for parent in path.parents)
        return [conftest for p in paths if (conftest := self.project.file_if_any(p)) is not None]

    def _fixtures_for(self, scope: Scope, facts: Facts) -> list[Scope]:
        """The fixtures that a test or fixture asks for, those that run on their own, and module setup."""
        conftests = (f for f in self._conftests_for(PurePosixPath(facts.path)) if f is not facts)
        found = [s for other in (facts, *conftests) for s in other.scopes if _runs_for(s, scope)]
        return [*found, *self._inherited_fixtures(scope)]

    def _inherited_fixtures(self, scope: Scope) -> list[Scope]:
        """Those that the classes behind a test's own declare, in whatever file."""
        if scope.owner is None:
            return []
        return [
            member
            for base in self.project.lineage(scope.owner)[1:]
            for member in self.project.file_of[id(base)].scopes
            if member.parent is base and _runs_for(member, scope)
        ]


def _runs_for(fixture: Scope, user: Scope) -> bool:
    if fixture.kind != "function":
        return False
    if fixture.name in _MODULE_SETUP and fixture.parent is not None and fixture.parent.kind == "module":
        return True
    for decorator in fixture.decorators:
        if _names_a_fixture(decorator.target):
            return decorator.autouse or (decorator.fixture_name or fixture.name) in _asked_by(user)
    return False


def _asked_by(user: Scope) -> set[str]:
    """The fixtures that a test names: as parameters, or in `usefixtures` at itself or its class."""
    marks = [*user.decorators, *(user.owner.decorators if user.owner is not None else ())]
    return {*user.parameters, *(name for mark in marks for name in mark.fixtures)}


def _is_fixture(scope: Scope) -> bool:
    return any(_names_a_fixture(d.target) for d in scope.decorators)


def _names_a_fixture(decorator: str) -> bool:
    return decorator.endswith((".fixture", "_fixture"))
