"""Whether the seeding of a global stream reaches a place, followed through calls, imports and fixtures.

The answer leans towards "seeded": one seeded way to a place is enough, and conditions are not weighed. A seed
counts only where something runs it: in a function that nobody calls it reaches nothing but that function.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lint_rules.analysis.project import Place
from lint_rules.knowledge.streams import seeded_by

if TYPE_CHECKING:
    from lint_rules.analysis.facts import Call, Facts, Scope
    from lint_rules.analysis.project import Project

_SETUP_METHODS = ("setUp", "setUpClass", "setup_method", "setup_class", "setup", "asyncSetUp")
_MODULE_SETUP = ("setup_module", "setup_function", "setUpModule", "pytest_runtest_setup", "pytest_configure")
_END = 1 << 60
_NEVER = (_END + 1, 0)


class Seeding:
    """Answers for one project, remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._seeders: dict[str, frozenset[int]] = {}
        self._first_seeds: dict[tuple[int, str], tuple[int, int]] = {}
        self._entered: dict[tuple[int, str], bool] = {}
        self._ways: dict[int, list[Place]] = {}

    def reaches(self, place: Place, stream: str) -> bool:
        """Whether a seed of the stream may have run before the program comes to the place."""
        return self._seeded_before(place, stream) or self._entered_seeded(place.scope, stream)

    def _entered_seeded(self, scope: Scope, stream: str) -> bool:
        """Whether the stream may be seeded by the time the body of a scope begins.

        Goes back from the scope to everything that leads to it. What a fruitless search has passed is
        fruitless too, and remembered as such.
        """
        passed: dict[int, None] = {}
        pending = [scope]
        while pending:
            current = pending.pop()
            key = id(current)
            if key in passed or self._entered.get((key, stream)) is False:
                continue
            passed[key] = None
            if self._entered.get((key, stream)) or self._enters_seeded_at_once(current, stream):
                self._entered[id(scope), stream] = True
                return True
            pending += [place.scope for place in self._ways_in(current)]
        self._entered.update(((key, stream), False) for key in passed)
        return False

    def _enters_seeded_at_once(self, scope: Scope, stream: str) -> bool:
        facts = self.project.file_of[id(scope)]
        if any(self.seeds(s, stream) for s in self._run_before(scope, facts)):
            return True
        return any(self._seeded_before(place, stream) for place in self._ways_in(scope))

    def _seeded_before(self, place: Place, stream: str) -> bool:
        key = (id(place.scope), stream)
        if key not in self._first_seeds:
            facts = self.project.file_of[id(place.scope)]
            calls = (call for call in place.scope.calls if self._call_seeds(call, facts, stream))
            first = next(calls, None)
            self._first_seeds[key] = (first.line, first.column) if first is not None else _NEVER
        return self._first_seeds[key] < (place.line, place.column)

    def _ways_in(self, scope: Scope) -> list[Place]:
        """From where the body of a scope may be entered."""
        if id(scope) not in self._ways:
            self._ways[id(scope)] = self._find_ways_in(scope)
        return self._ways[id(scope)]

    def _find_ways_in(self, scope: Scope) -> list[Place]:
        places = self.project.callers(scope)
        if scope.kind == "module" or scope.parent is None:
            return places
        if scope.kind == "class":  # the body runs where it stands
            return [Place(scope.parent, scope.line, scope.column)]
        if not places:
            outer = scope.parent
            while outer.kind == "class" and outer.parent is not None:
                outer = outer.parent
            places = [Place(outer, _END, 0)]  # called from somewhere, once all around it has run
        if scope.decorators or _answers_to_a_framework(scope):
            places = [*places, *self._entry_points]
        return places

    @cached_property
    def _entry_points(self) -> list[Place]:
        """The ends of the modules that nobody imports: the programs of the project."""
        modules = [f.module for f in self.project.files if not self.project.callers(f.module)]
        return [Place(module, _END, 0) for module in modules]

    # -- what runs a seed ----------------------------------------------------------------------------------

    def seeds(self, scope: Scope, stream: str) -> bool:
        """Whether running the body of a scope seeds the stream, itself or through what it calls."""
        if stream not in self._seeders:
            self._seeders[stream] = self._find_seeders(stream)
        return id(scope) in self._seeders[stream]

    def _find_seeders(self, stream: str) -> frozenset[int]:
        """From the scopes that call a seeding function of a library back to all that run those scopes."""
        pending = [
            scope
            for facts in self.project.files
            for scope in [facts.module, *facts.scopes]
            if any(self._seeds_by_itself(call, facts, stream) for call in scope.calls)
        ]
        found: set[int] = set()
        while pending:
            scope = pending.pop()
            if id(scope) not in found:
                found.add(id(scope))
                pending += self.project.executors(scope)
        return frozenset(found)

    def _seeds_by_itself(self, call: Call, facts: Facts, stream: str) -> bool:
        """Whether the called function lies outside the project and is known, or named, to seed the stream."""
        if call.kind != "call" or stream not in seeded_by(call.target, call.seeded):
            return False
        return not self.project.definitions(call.target, facts)

    def _call_seeds(self, call: Call, facts: Facts, stream: str) -> bool:
        if call.kind == "mention":
            return False
        if self._seeds_by_itself(call, facts, stream):
            return True
        return any(self.seeds(scope, stream) for scope in self.project.executed(call, facts))

    # -- what runs without being called --------------------------------------------------------------------

    def _run_before(self, scope: Scope, facts: Facts) -> list[Scope]:
        if scope.kind == "module":
            return self._packages_around(facts)
        found: list[Scope] = []
        if scope.owner is not None:
            names = ("__init__", *_SETUP_METHODS) if scope.name != "__init__" else ()
            found += [m for name in names for m in self.project.members(scope.owner, name) if m is not scope]
        if _is_fixture(scope) or scope.name.startswith("test"):
            found += [f for f in self._fixtures_for(scope, facts) if f is not scope]
        return found

    def _packages_around(self, facts: Facts) -> list[Scope]:
        """The `__init__.py` files and, for tests, the `conftest.py` files that run before a module."""
        folder = PurePosixPath(facts.path).parent
        inits = {str(folder / "__init__.py")}
        inits.update(str(parent / "conftest.py") for parent in [folder, *folder.parents])
        is_test = PurePosixPath(facts.path).name.startswith("test_")
        return [
            other.module
            for other in self.project.files
            if other.path in inits and other is not facts and (is_test or other.is_package)
        ]

    def _fixtures_for(self, scope: Scope, facts: Facts) -> list[Scope]:
        """The fixtures that a test or fixture asks for, those that run on their own, and module setup."""
        found: list[Scope] = []
        folder = PurePosixPath(facts.path).parent
        for other in self.project.files:
            path = PurePosixPath(other.path)
            conftest = path.name == "conftest.py" and (path.parent == folder or path.parent in folder.parents)
            if other is facts or conftest:
                found += [s for s in other.scopes if _runs_for(s, scope)]
        return found


def _runs_for(fixture: Scope, user: Scope) -> bool:
    if fixture.kind != "function":
        return False
    if fixture.name in _MODULE_SETUP and fixture.parent is not None and fixture.parent.kind == "module":
        return True
    for decorator in fixture.decorators:
        if _names_a_fixture(decorator.target):
            asked = (decorator.fixture_name or fixture.name) in user.parameters
            return asked or decorator.autouse
    return False


def _is_fixture(scope: Scope) -> bool:
    return any(_names_a_fixture(d.target) for d in scope.decorators)


def _names_a_fixture(decorator: str) -> bool:
    return decorator.endswith((".fixture", "_fixture"))


def _answers_to_a_framework(scope: Scope) -> bool:
    """Whether code that cannot be seen may call a method: its class has a base or decorator from outside."""
    owner = scope.owner
    if owner is None:
        return False
    bases = [base for base in owner.bases if base not in ("builtins.object", "typing.Protocol", "abc.ABC")]
    return bool(bases or owner.decorators or scope.name.startswith("__"))
