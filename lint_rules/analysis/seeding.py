"""Whether the seeding of a global stream reaches a place, followed through calls, imports and fixtures.

The answer leans towards "seeded": one seeded way to a place is enough, and conditions are not weighed. But a
seed counts only where something runs it: in a function that nobody calls it reaches nothing but that
function, and what a test seeds reaches tests only.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lint_rules.analysis.project import Place
from lint_rules.analysis.questions import END_OF_SCOPE, Unseeded
from lint_rules.knowledge.streams import SEEDERS, STATE_SETTERS, named_like_a_seeder, seeded_by

if TYPE_CHECKING:
    from lint_rules.analysis.facts import Call, Facts, Scope
    from lint_rules.analysis.project import Project

_SETUP_METHODS = ("setUp", "setUpClass", "setup_method", "setup_class", "setup", "asyncSetUp")
_MODULE_SETUP = ("setup_module", "setup_function", "setUpModule", "pytest_runtest_setup", "pytest_configure")
_NEVER = (END_OF_SCOPE + 1, 0)
# Functions and classes that start a training: what they seed holds for all that a framework calls in it.
_STARTS = re.compile(
    r"_*(train|fit|main|run|setup|init|start|launch|experiment|pretrain|learn|search)(_.*)?|_*setup.*"
)
_STARTER = re.compile(r".*(Trainer|Runner|Experiment|Engine|Learner|Algorithm|Estimator|Launcher)\w*")
_COMMAND = (".command", ".main", ".callback")


class Seeding:
    """Answers for one project, remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._seeders: dict[str, frozenset[int]] = {}
        self._first_seeds: dict[tuple[int, str], tuple[int, int]] = {}
        self._entered: dict[tuple[int, str, bool, bool], bool] = {}
        self._ways: dict[int, list[Place]] = {}
        self._ambient: dict[str, bool] = {}
        self._own: dict[str, list[Scope]] = {}

    def reaches(self, place: Place, stream: str) -> bool:
        """Whether a seed of the stream may have run before the program comes to the place."""
        return self._seeded_before(place, stream) or self._entered_seeded(place.scope, stream)

    def verdict(self, place: Place, stream: str) -> Unseeded | None:
        """Why no seed reaches a place; None where one may."""
        if self.reaches(place, stream):
            return None
        return Unseeded("high" if self._is_run(place.scope) else "medium", self._reason(place.scope, stream))

    def _reason(self, scope: Scope, stream: str) -> str:
        seeders = [s for s in self._own_seeders(stream) if self.is_in_test(scope) or not self.is_in_test(s)]
        if not seeders:
            tests = bool(self._own_seeders(stream))
            return "only tests seed it" if tests else "nothing in the project seeds it"
        idle = [s for s in seeders if s.kind == "function" and not self.project.callers(s)]
        if len(idle) == len(seeders):
            return f"`{idle[0].name}` would seed it, but nobody calls that"
        return "no seed reaches it"

    def _is_run(self, scope: Scope) -> bool:
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
            return scope in self._mains
        return self._is_program(self.project.file_of[id(scope)])

    def _entered_seeded(self, scope: Scope, stream: str) -> bool:
        """Whether the stream may be seeded by the time the body of a scope begins.

        Goes back from the scope to everything that leads to it. What a fruitless search has passed is
        fruitless too, and remembered as such.
        """
        at_import, in_test = scope.kind != "function", self.is_in_test(scope)
        passed: dict[int, None] = {}
        pending = [scope]
        while pending:
            current = pending.pop()
            key = id(current)
            if key in passed or self._entered.get((key, stream, at_import, in_test)) is False:
                continue
            passed[key] = None
            ways = self._ways_to(current, at_import, in_test)
            if self._enters_seeded_at_once(current, ways, stream):
                self._entered[id(scope), stream, at_import, in_test] = True
                return True
            pending += [place.scope for place in ways]
        self._entered.update(((key, stream, at_import, in_test), False) for key in passed)
        return False

    def _ways_to(self, scope: Scope, at_import: bool, in_test: bool) -> list[Place]:
        """The ways in that count for a draw: tests only for tests.

        An import inside a function says when the module's own statements run, not who calls its functions.
        """
        ways = self._ways_in(scope)
        if not in_test:
            ways = [place for place in ways if not self.is_in_test(place.scope)]
        if scope.kind == "module" and not at_import:
            ways = [place for place in ways if place.scope.kind == "module"]
        return ways

    def _enters_seeded_at_once(self, scope: Scope, ways: list[Place], stream: str) -> bool:
        facts = self.project.file_of[id(scope)]
        if any(self.seeds(s, stream) for s in self._run_before(scope, facts)):
            return True
        if any(self._seeded_before(place, stream) for place in ways):
            return True
        return _is_handed_over(scope) and not self.is_in_test(scope) and self._is_ambient(stream)

    def _is_ambient(self, stream: str) -> bool:
        """Whether something that starts a training in this project seeds: a trainer, a `main`."""
        if stream not in self._ambient:
            self._ambient[stream] = any(
                self._starts_training(scope) and not self.is_in_test(scope) and self.seeds(scope, stream)
                for facts in self.project.files
                for scope in facts.scopes
            )
        return self._ambient[stream]

    def _starts_training(self, scope: Scope) -> bool:
        if scope.kind != "function" or named_like_a_seeder(scope.name):
            return False
        owner = scope.owner
        if owner is not None and (scope.name == "__init__" or _STARTS.fullmatch(scope.name)):
            return _STARTER.fullmatch(owner.name) is not None
        return owner is None and _STARTS.fullmatch(scope.name) is not None

    def is_imported(self, facts: Facts) -> bool:
        """Whether an import runs a file: something imports it, a package holds it, or pytest collects it."""
        return _is_test_path(facts.path) or not self._is_program(facts)

    def is_in_test(self, scope: Scope) -> bool:
        return _is_test_path(self.project.file_of[id(scope)].path)

    def _seeded_before(self, place: Place, stream: str) -> bool:
        key = (id(place.scope), stream)
        if key not in self._first_seeds:
            facts = self.project.file_of[id(place.scope)]
            scope = place.scope
            calls = (call for call in scope.calls if self._call_seeds(call, facts, stream, scope))
            first = next(calls, None)
            self._first_seeds[key] = (first.line, first.column) if first is not None else _NEVER
        return self._first_seeds[key] < (place.line, place.column)

    def seeded_after(self, place: Place, stream: str) -> int | None:
        """The line of the first seed in the same scope that comes after a place, where none comes before."""
        if self.reaches(place, stream):
            return None
        facts = self.project.file_of[id(place.scope)]
        for call in place.scope.calls:
            if (call.line, call.column) > (place.line, place.column) and self._is_seed(call, facts, stream):
                return call.line
        return None

    def _is_seed(self, call: Call, facts: Facts, stream: str) -> bool:
        """Whether a call is there to seed: a library's seeding function, or a helper that does it itself."""
        if self._seeds_by_itself(call, facts, stream):
            return True
        if call.kind != "call":
            return False
        own = {id(s) for s in self._own_seeders(stream)}
        return any(id(s) in own and named_like_a_seeder(s.name) for s in self.project.executed(call, facts))

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
            places = [Place(outer, END_OF_SCOPE, 0)]  # called from somewhere, once all around it has run
        if _is_handed_over(scope):
            places = [*places, *self._entry_points]
        return places

    @cached_property
    def _entry_points(self) -> list[Place]:
        """The ends of the modules that nobody imports, and of `main`: the programs of the project."""
        modules = [f.module for f in self.project.files if self._is_program(f)]
        return [Place(scope, END_OF_SCOPE, 0) for scope in [*modules, *self._mains]]

    def _is_program(self, facts: Facts) -> bool:
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
    def _mains(self) -> list[Scope]:
        """Functions that a console script or a command line is likely to call."""
        functions = [s for facts in self.project.files for s in facts.scopes if s.kind == "function"]
        return [
            s
            for s in functions
            if s.owner is None
            and (s.name == "main" or any(d.target.endswith(_COMMAND) for d in s.decorators))
        ]

    # -- what runs a seed ----------------------------------------------------------------------------------

    def seeds(self, scope: Scope, stream: str) -> bool:
        """Whether running the body of a scope seeds the stream, itself or through what it calls."""
        if stream not in self._seeders:
            self._seeders[stream] = self._find_seeders(stream)
        return id(scope) in self._seeders[stream]

    def _find_seeders(self, stream: str) -> frozenset[int]:
        """From the scopes that call a seeding function of a library back to all that run those scopes."""
        pending = [*self._own_seeders(stream)]
        found: set[int] = set()
        while pending:
            scope = pending.pop()
            if id(scope) not in found:
                found.add(id(scope))
                pending += self.project.executors(scope)
        return frozenset(found)

    def _own_seeders(self, stream: str) -> list[Scope]:
        """The scopes that call a seeding function of a library themselves."""
        if stream not in self._own:
            self._own[stream] = [
                scope
                for facts in self.project.files
                for scope in [facts.module, *facts.scopes]
                if any(
                    call.target not in STATE_SETTERS and self._seeds_by_itself(call, facts, stream)
                    for call in scope.calls
                )
                or (scope.kind == "class" and self._is_made_seeded(scope, stream))
            ]
        return self._own[stream]

    def _is_made_seeded(self, owner: Scope, stream: str) -> bool:
        """Whether a class inherits a constructor that seeds (`transformers.Trainer`)."""
        return any(stream in seeded_by(base, True) for base in owner.bases if base in SEEDERS)

    def _seeds_by_itself(self, call: Call, facts: Facts, stream: str) -> bool:
        """Whether the called function lies outside the project and is known, or named, to seed the stream."""
        if call.kind != "call" or stream not in seeded_by(call.target, call.seeded):
            return False
        return not self.project.definitions(call.target, facts)

    def _call_seeds(self, call: Call, facts: Facts, stream: str, scope: Scope) -> bool:
        if call.kind == "mention":
            return False
        if self._seeds_by_itself(call, facts, stream):
            return True
        executed = self.project.executed(call, facts, scope)
        made = [d for d in self.project.definitions(call.target, facts) if d.kind == "class"]
        return any(self.seeds(s, stream) for s in [*executed, *made])

    # -- what runs without being called --------------------------------------------------------------------

    def _run_before(self, scope: Scope, facts: Facts) -> list[Scope]:
        if scope.kind == "module":
            return self._packages_around(facts)
        found: list[Scope] = []
        if scope.owner is not None:
            found.append(scope.owner)
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


def _is_test_path(path: str) -> bool:
    *folders, name = path.split("/")
    if name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py":
        return True
    return "tests" in folders or "test" in folders


def _is_handed_over(scope: Scope) -> bool:
    """Whether code that cannot be seen may call a function, other than a test runner."""
    if scope.kind != "function" or scope.name.startswith("test"):
        return False
    return bool(scope.decorators) or _answers_to_a_framework(scope)


def _answers_to_a_framework(scope: Scope) -> bool:
    """Whether code that cannot be seen may call a method: its class has a base or decorator from outside."""
    owner = scope.owner
    if owner is None:
        return False
    bases = [base for base in owner.bases if base not in ("builtins.object", "typing.Protocol", "abc.ABC")]
    return bool(bases or owner.decorators or scope.name.startswith("__"))
