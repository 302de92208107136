"""Which files and functions of a project are there to be run, and what a framework or a test runner calls."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.project.callgraph import Place
from lint_rules.analysis.project.definitions import CONSTRUCTION
from lint_rules.analysis.project.questions import END_OF_SCOPE
from lint_rules.analysis.project.reach import files_by_program
from lint_rules.analysis.reading.sources import NOTEBOOK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lint_rules.analysis.project.callgraph import Project
    from lint_rules.analysis.scanning.facts import Facts, Scope

_MAINS = frozenset({"cli", "entry_point", "entrypoint", "main"})
_COMMAND = (".automain", ".command", ".main", ".callback")
# Functions that bring in what a text names, of whatever file.
_LOADERS = frozenset(
    {"LightningCLI", "build_from_cfg", "get_class", "import_module", "import_string", "instantiate"}
    | {"instantiate_from_config", "locate"}
)
# What programs are called that use what another has trained.
_TRIES = re.compile(
    r"(.*[_-])?(demo|draw|enjoy|eval(uate|uation)?|infer(ence)?|plot|predict(ion)?|render|sample|sampling|test|"
    r"visuali[sz]e|viz)([_-].*)?",
    re.IGNORECASE,
)
_TRAINS = re.compile(r"(?<![a-z])(train(er|ing)?|fine_?tun(e|ing)|fit|learn(ing)?)(?![a-z])", re.IGNORECASE)
# Decorators of these make a command of a function, or another function: nobody else comes to call it.
_CHANGES_NO_CALLER = re.compile(
    r"(abc|builtins|click|contextlib|dataclasses|functools|hydra|jax|numba|tensorflow|torch|typing)\."
)


class Programs:
    """Answers for one project."""

    def __init__(self, project: Project, scripts: frozenset[str] = frozenset()) -> None:
        self.project = project
        self._scripts = scripts  # dotted names of what is installed as a command
        self._tests: dict[str, bool] = {}
        self._calls: dict[str, frozenset[str]] = {}
        self._trials: dict[str, bool] = {}

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

    def is_called(self, scope: Scope) -> bool:
        """Whether a program is seen to come to a scope by calls alone, tests left out."""
        return self.program_calling(scope) is not None

    def program_calling(self, scope: Scope) -> Facts | None:
        """A program that is seen to come to a scope by calls alone, tests left out.

        That a program makes an object does not say when the object's methods are called.
        """
        seen: dict[int, None] = {}
        pending = [scope]
        while pending:
            current = pending.pop()
            if id(current) in seen or self.is_in_test(current):
                continue
            seen[id(current)] = None
            if current.kind == "module" or current in self.mains:
                if self._starts_a_program(current):
                    return self.project.file_of[id(current)]
                continue
            for place in self._calls_of(current):
                if self.runs_as_program_only(place) and not self.is_in_test(place.scope):
                    return self.project.file_of[id(place.scope)]
                pending.append(place.scope)
        return None

    def runs_as_program_only(self, place: Place) -> bool:
        """Whether a place stands below `if __name__ == "__main__"`: an import does not come there."""
        facts = self.project.file_of[id(place.scope)]
        return place.scope is facts.module and facts.is_guarded(place.line)

    def _calls_of(self, scope: Scope) -> list[Place]:
        places = self.project.callers(scope)
        if scope.owner is None or scope.name in CONSTRUCTION:
            return places
        owners = [scope.owner, *self.project.heirs(scope.owner)]
        made = {(id(p.scope), p.line, p.column) for owner in owners for p in self.project.callers(owner)}
        return [p for p in places if (id(p.scope), p.line, p.column) not in made]

    def _starts_a_program(self, scope: Scope) -> bool:
        if self.is_in_test(scope):
            return scope.kind == "module" or scope.name.startswith("test")
        if scope.kind != "module":
            return scope in self.mains
        return self.is_program(self.project.file_of[id(scope)])

    def is_imported(self, facts: Facts) -> bool:
        """Whether an import runs a file: something imports it, a package holds it, or pytest collects it."""
        return self._is_test(facts) or not self.is_program(facts)

    def is_in_test(self, scope: Scope) -> bool:
        return self._is_test(self.project.file_of[id(scope)])

    def _is_test(self, facts: Facts) -> bool:
        known = self._tests.get(facts.path)
        if known is None:
            known = self._tests[facts.path] = is_test(facts) and self._lies_among_tests(facts)
        return known

    def _lies_among_tests(self, facts: Facts) -> bool:
        """Whether a file is named like a test, or lies in a folder of tests that holds one which is."""
        *folders, name = facts.path.split("/")
        if _is_named_like_a_test(name) or name == "conftest.py":
            return True
        return any("/".join(folders[: i + 1]) in self._test_folders for i in range(len(folders)))

    @cached_property
    def _test_folders(self) -> frozenset[str]:
        """The folders called `test` or `tests` that hold a test, be it further down.

        A package of environments for trying things may be called so, too.
        """
        found: dict[str, None] = {}
        for facts in self.project.files:
            *folders, name = facts.path.split("/")
            tops = [i + 1 for i, folder in enumerate(folders) if folder in ("test", "tests")]
            if tops and (_is_named_like_a_test(name) or _holds_test(facts)):
                found.update(("/".join(folders[:top]), None) for top in tops)
        return frozenset(found)

    @cached_property
    def entry_points(self) -> list[Place]:
        """The ends of the modules that nobody imports, and of `main`: the programs of the project."""
        modules = [f.module for f in self.project.files if self.is_program(f)]
        return [Place(scope, END_OF_SCOPE, 0) for scope in [*modules, *self.mains]]

    def entry_points_of(self, facts: Facts) -> list[Place]:
        """Those from which a framework may come to what a file defines: they import it, or run it.

        To what a notebook defines only the notebook itself does.
        """
        if facts.path.endswith(NOTEBOOK):
            bits = self._bringing_in[facts.path]
        elif self._lies_about(facts) or self._is_test(facts):
            return self.entry_points
        else:
            bits = self._bringing_in[facts.path] | self._loading_by_name
        return [place for place in self.entry_points if bits >> self._number_of(place) & 1]

    def is_brought_in(self, facts: Facts) -> bool:
        """Whether a program imports a file, itself or through others, or is that file."""
        return bool(self._bringing_in[facts.path])

    def bits_of(self, facts: Facts) -> int:
        """The programs from which a framework may come to what a file defines, as bits; 0: all alike."""
        if self._lies_about(facts) or self._is_test(facts) or not self._bringing_in[facts.path]:
            return 0
        return self._bringing_in[facts.path] | self._loading_by_name

    def is_left_alone(self, scope: Scope) -> bool:
        """Whether nothing in the project calls a function, nor makes an object of the class of a method."""
        owner = scope.owner
        if owner is not None:
            made = [scope, owner, *self.project.heirs(owner)]
            return not any(map(self.project.callers, made)) and not is_handed_over(scope)
        return not self.project.callers(scope) and scope not in self.mains and not is_handed_over(scope)

    def makers_of(self, scope: Scope) -> list[Facts]:
        """The files, tests left out, that make or name the class of a method, if it has no base."""
        owner = scope.owner
        if owner is None or owner.bases or owner.decorators or scope.decorators:
            return []
        owners = [owner, *self.project.heirs(owner)]
        places = [place for one in owners for place in self.project.callers(one)]
        return [self.project.file_of[id(p.scope)] for p in places if not self.is_in_test(p.scope)]

    def brings_in_any(self, start: Place, files: list[Facts]) -> bool:
        """Whether the program of an entry point brings in one of some files."""
        bit = 1 << self._number_of(start)
        return any(self.bring_in(bit, file) for file in files)

    def bring_in(self, bits: int, *files: Facts) -> bool:
        """Whether one of some programs brings in all of some files."""
        for facts in files:
            bits &= self._bringing_in[facts.path]
        return bool(bits)

    def without_trials(self, ways: list[Place], scope: Scope) -> list[Place]:
        """The ways to a scope, without programs that only try a model that another trains.

        What `sample.py` seeds reaches nothing that `train.py` does, but for what it calls by name.
        """
        kept = [p for p in ways if not self.only_tries(p.scope) or scope.name in self._called_in(p.scope)]
        if len(kept) == len(ways):
            return ways
        facts = self.project.file_of[id(scope)]
        files = (self.project.file_of[id(place.scope)] for place in kept)
        return kept if any(file is not facts and self.is_program(file) for file in files) else ways

    def _called_in(self, scope: Scope) -> frozenset[str]:
        """The last names of all that the file of a scope calls."""
        facts = self.project.file_of[id(scope)]
        if facts.path not in self._calls:
            calls = (call for one in [facts.module, *facts.scopes] for call in one.calls)
            self._calls[facts.path] = frozenset(call.target.rpartition(".")[2] for call in calls)
        return self._calls[facts.path]

    def only_tries(self, scope: Scope) -> bool:
        """Whether a scope belongs to a program that uses what another has trained, by what it is called."""
        facts = self.project.file_of[id(scope)]
        if facts.path not in self._trials:
            stem = facts.path.rpartition("/")[2].partition(".")[0]
            tries = _TRIES.fullmatch(stem) is not None and _TRAINS.search(stem) is None
            self._trials[facts.path] = tries and self.is_program(facts)
        return self._trials[facts.path]

    def stands_alone(self, facts: Facts) -> bool:
        """Whether a file is a program that no other brings in, be it by a name that it reads somewhere."""
        if facts.path.endswith(NOTEBOOK):
            return True
        return _does_something(facts) and self.is_program(facts) and not self._name_loaders

    def _lies_about(self, facts: Facts) -> bool:
        """Whether a script folder holds a file that only defines things, and nobody is seen to import it."""
        return self.is_program(facts) and not _does_something(facts)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The files of the entry points, numbered."""
        paths = dict.fromkeys(self.project.file_of[id(place.scope)].path for place in self.entry_points)
        return {path: number for number, path in enumerate(paths)}

    def _number_of(self, place: Place) -> int:
        return self._numbers[self.project.file_of[id(place.scope)].path]

    @cached_property
    def _bringing_in(self) -> Mapping[str, int]:
        return files_by_program(self.project, map(self.project.file_at, self._numbers))

    @cached_property
    def _loading_by_name(self) -> int:
        """The programs, as bits, that come to something which brings in what a text names."""
        bits = 0
        for facts in self._name_loaders:
            bits |= self._bringing_in[facts.path]
        return bits

    @cached_property
    def _name_loaders(self) -> list[Facts]:
        """The files that bring in what a text names, of whatever file."""
        return [
            facts
            for facts in self.project.files
            if any(
                call.kind == "call" and _loads_by_name(call.target)
                for scope in [facts.module, *facts.scopes]
                for call in scope.calls
            )
        ]

    def is_program(self, facts: Facts) -> bool:
        """Whether a file is there to be run: nobody imports it, and in a package it acts by itself."""
        if self.project.callers(facts.module):
            return False
        if facts.guarded and not facts.scopes:
            return True  # it has nothing for others
        in_package = self.lies_in_package(facts)
        calls = (call for call in facts.module.calls if call.kind == "call")
        return not in_package or facts.acts or any(call.target[0] == "." for call in calls)

    def package_of(self, facts: Facts) -> str:
        """The folder of the outermost package that a file lies in; nothing where it lies in none."""
        folder, found = facts.path.rpartition("/")[0], ""
        while folder and folder in self.project.package_folders:
            found, folder = folder, folder.rpartition("/")[0]
        return found

    def lies_in_package(self, facts: Facts) -> bool:
        folder = facts.path.rpartition("/")[0]
        return folder in self.project.package_folders and not facts.path.endswith(NOTEBOOK)

    @cached_property
    def mains(self) -> list[Scope]:
        """Functions that a console script or a command line is likely to call."""
        functions = [s for facts in self.project.files for s in facts.scopes if s.kind == "function"]
        return [
            s
            for s in functions
            if s.owner is None
            and (
                s.name in _MAINS
                or any(d.target.endswith(_COMMAND) for d in s.decorators)
                or self._is_installed(s)
            )
        ]

    def _is_installed(self, scope: Scope) -> bool:
        """Whether a function is one of the commands; a folder such as `src` is no part of their names."""
        if scope.name not in self._script_names:
            return False
        dotted = f".{self.project.file_of[id(scope)].module_name}.{scope.qualname}"
        return any(dotted.endswith(f".{script}") for script in self._scripts)

    @cached_property
    def _script_names(self) -> frozenset[str]:
        return frozenset(script.rpartition(".")[2] for script in self._scripts)


def _loads_by_name(target: str) -> bool:
    name = target.rpartition(".")[2]
    return name in _LOADERS or (name == "register" and target.startswith(("gym.", "gymnasium.")))


def _does_something(facts: Facts) -> bool:
    """Whether running a file does more than define things for others."""
    calls = (call for call in facts.module.calls if call.kind == "call")
    return facts.acts or bool(facts.guarded) or any(call.target[0] == "." for call in calls)


def is_test_path(path: str) -> bool:
    """Whether a file belongs to the tests, by where it lies and what it is called."""
    *folders, name = path.split("/")
    return _is_named_like_a_test(name) or name == "conftest.py" or "tests" in folders or "test" in folders


def _is_named_like_a_test(name: str) -> bool:
    return name.startswith("test_") or name.endswith("_test.py")


def is_test(facts: Facts) -> bool:
    """Whether a file belongs to the tests; one that is only named so holds tests, too."""
    if not is_test_path(facts.path) or not _is_named_like_a_test(facts.path.rpartition("/")[2]):
        return is_test_path(facts.path)
    folder = facts.path.rpartition("/")[0]
    made = {id(s.owner) for s in facts.scopes if s.name == "__init__" and s.owner is not None}
    # Of a class with a constructor pytest makes no object: it is no test.
    collected = (s for s in facts.scopes if id(s) not in made and id(s.owner) not in made)
    holds = any(_is_named_test(s, facts) for s in collected) or any(map(_is_case, facts.scopes))
    return holds or (bool(folder) and is_test_path(f"{folder}/_"))


def _holds_test(facts: Facts) -> bool:
    functions = (scope for scope in facts.scopes if scope.kind == "function")
    return any(_is_named_test(scope, facts) for scope in functions)


def _is_named_test(scope: Scope, facts: Facts) -> bool:
    """A program whose evaluation is called `test` is no test."""
    name = scope.name.lower()
    return name.startswith("test") and not (name == "test" and _does_something(facts))


def _is_case(scope: Scope) -> bool:
    return any(base.endswith("TestCase") for base in scope.bases)


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
