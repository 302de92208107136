"""The kinds of questions that a file may ask, and how each is answered.

A new kind is one more function in a table. It gets the answers of the project, the facts of the file that
asks, and what it asks about; it returns plain values (text, numbers, lists of them), never scopes or facts.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.project.callgraph import Place, no_pause
from lint_rules.analysis.project.console_scripts import console_scripts
from lint_rules.analysis.project.drawing import Drawing
from lint_rules.analysis.project.given import Given
from lint_rules.analysis.project.handed_in import made_unseeded
from lint_rules.analysis.project.questions import AROUND
from lint_rules.analysis.project.seeding import Seeding
from lint_rules.analysis.project.sorted_by_callers import all_sort
from lint_rules.analysis.project.verdicts import Verdicts
from lint_rules.analysis.scanning.facts import SET, TEXT
from lint_rules.knowledge.streams import DRAWN
from lint_rules.model import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from lint_rules.analysis.project.callgraph import Project
    from lint_rules.analysis.project.questions import Answer, Question
    from lint_rules.analysis.scanning.facts import Facts


class Answers:
    """What one project answers."""

    def __init__(self, project: Project, root: Path) -> None:
        self.project = project
        self.root = root
        self.seeding = Seeding(project, console_scripts(root))
        self.verdicts = Verdicts(self.seeding)
        self.drawing = Drawing(self.seeding)
        self.given = Given(self.seeding, root)

    def prepare(self, pause: Callable[[], None]) -> None:
        """Put together what the questions about seeds need, with a pause before each file.

        Questions `OF_DEFINITIONS` may be asked in a pause.
        """
        self.project.pause = pause
        try:
            self.seeding.prepare()
        finally:
            self.project.pause = no_pause

    def __call__(self, question: Question) -> Answer:
        if question.kind in AROUND:
            return answer_around(self.root, question)
        return _IN_PROJECT[question.kind](self, self.project.file_at(question.path), *question.about)

    @cached_property
    def names_written(self) -> frozenset[str]:
        from lint_rules.tracking.data import names_written_by

        return names_written_by(self.root / facts.path for facts in self.project.files)

    @cached_property
    def named(self) -> dict[str, list[tuple[str, Facts]]]:
        """Everything that is imported, mentioned or called of a module: by its last name, who does it."""
        found: dict[str, dict[tuple[str, int], tuple[str, Facts]]] = defaultdict(dict)
        for facts in self.project.files:
            for scope in [facts.module, *facts.scopes]:
                for call in scope.calls:
                    _, dot, name = call.target.rpartition(".")
                    if dot and name.isupper():
                        found[name][call.target, id(facts)] = (call.target, facts)
        return {name: list(places.values()) for name, places in found.items()}

    @cached_property
    def importers(self) -> dict[str, set[str]]:
        """Which files import something of that name."""
        found: dict[str, set[str]] = defaultdict(set)
        for facts in self.project.files:
            for scope in [facts.module, *facts.scopes]:
                for target in scope.names.values():
                    found[target.rpartition(".")[2]].add(facts.path)
        return found

    @cached_property
    def called(self) -> frozenset[str]:
        """Everything that is called anywhere in the project."""
        return frozenset(
            call.target
            for facts in self.project.files
            for scope in [facts.module, *facts.scopes]
            for call in scope.calls
            if call.kind == "call"
        )


def _is_seeded(answers: Answers, facts: Facts, scope: int, line: int, column: int, stream: str) -> bool:
    """Whether a seed of the stream may have run before a place in a scope, which is given by its number."""
    return answers.seeding.reaches(Place(facts.scope_numbered(scope), line, column), stream)


def _unseeded(answers: Answers, facts: Facts, scope: int, line: int, column: int, stream: str) -> Answer:
    """Why no seed of the stream reaches a place: confidence and reason. None where one may."""
    verdict = answers.verdicts.of(Place(facts.scope_numbered(scope), line, column), stream)
    return list(verdict) if verdict is not None else None


def _seeded_after(
    answers: Answers, facts: Facts, scope: int, line: int, column: int, stream: str
) -> int | None:
    """The line of a seed that comes only after a place in the same scope."""
    return answers.seeding.seeded_after(Place(facts.scope_numbered(scope), line, column), stream)


def _holds_seed(answers: Answers, facts: Facts, scope: int, stream: str) -> bool:
    """Whether anything in a scope seeds the stream: if not, all places in it get the same answers."""
    return answers.seeding.holds_seed(facts.scope_numbered(scope), stream)


def _any_holds_seed(answers: Answers, facts: Facts, *scopes: int) -> bool:
    """Whether anything in one of some scopes seeds a stream that is drawn from by name."""
    holds = answers.seeding.holds_seed
    return any(holds(facts.scope_numbered(scope), stream) for scope in scopes for stream in DRAWN)


def _surest_unseeded(answers: Answers, facts: Facts, stream: str, *scopes: int) -> str | None:
    """How sure it is, at most, that no seed reaches the beginning of one of some scopes; None: one may."""
    verdicts = (answers.verdicts.of(Place(facts.scope_numbered(scope), 0, 0), stream) for scope in scopes)
    found = [verdict.confidence for verdict in verdicts if verdict is not None]
    return min(found, key=CONFIDENCES.index, default=None)


def _imported_by(answers: Answers, facts: Facts) -> bool:
    """Whether the file is run by an import: something imports it, or pytest does."""
    return answers.seeding.programs.is_imported(facts)


def _is_part_of_library(answers: Answers, facts: Facts) -> bool:
    """Whether a file is there to be imported, even where it does something when it is run."""
    programs = answers.seeding.programs
    return programs.is_imported(facts) or programs.lies_in_package(facts)


def _lies_in_package(answers: Answers, facts: Facts) -> bool:
    return answers.seeding.programs.lies_in_package(facts)


def _insists_on_hash_seed(answers: Answers, facts: Facts) -> bool:
    """Whether a file of the project refuses to run without a fixed hash seed."""
    return answers.project.insists_on_hash_seed


def _calls_any_of(answers: Answers, facts: Facts, *names: str) -> bool:
    """Whether a file of the project calls one of some functions."""
    return not answers.called.isdisjoint(names)


def _calls_unseeded(answers: Answers, facts: Facts, target: str, *names: str) -> bool:
    """Whether a function of the project calls one of some functions, and seeds nothing and takes no seed."""
    return any(
        scope.kind == "function"
        and not any("seed" in parameter for parameter in scope.parameters)
        and not any("seed" in call.target for call in scope.calls)
        and any(call.target in names for call in scope.calls)
        for scope in answers.project.definitions(target, facts)
    )


def _is_of_the_project(answers: Answers, facts: Facts, target: str) -> bool:
    """Whether a name refers to a function or class of the project."""
    return bool(answers.project.definitions(target, facts))


def _inherits(answers: Answers, facts: Facts, target: str, *bases: str) -> bool:
    """Whether a class of the project inherits, itself or through others of it, from one of some classes."""
    return any(answers.project.inherits(scope, bases) for scope in answers.project.definitions(target, facts))


def _leaves_order_to(answers: Answers, facts: Facts, target: str, *bases: str) -> bool:
    """Whether a class of the project inherits from one of some classes, and orders nothing by itself."""
    found = answers.project.definitions(target, facts)
    return any(
        answers.project.inherits(one, bases) and not answers.project.orders_itself(one) for one in found
    )


def _is_handed_on(answers: Answers, facts: Facts, scope: int) -> bool:
    """Whether a function is named somewhere without being called: others then decide what it takes."""
    return id(facts.scope_numbered(scope)) in answers.project.mentioned


def _given_by_callers(answers: Answers, facts: Facts, scope: int, parameter: str) -> Answer:
    """What callers, tests left out, give for a parameter: `True`, `False`, `None`, `nothing`, `unseen`."""
    return list(answers.given.of(facts.scope_numbered(scope), parameter))


def _is_sorted_by_callers(answers: Answers, facts: Facts, scope: int) -> bool:
    """Whether all who call a function sort what it returns; nobody may hand the function on."""
    function = facts.scope_numbered(scope)
    if id(function) in answers.project.mentioned:
        return False
    importers = answers.importers.get(function.name, set()) - {facts.path}
    return all_sort(answers.given, function, importers)


def _made_unseeded_by_callers(
    answers: Answers, facts: Facts, scope: int, parameter: str, *makers: str
) -> bool:
    """Whether a caller in another file gives what one of some functions has made, and none seeds it."""
    return made_unseeded(answers.given, facts.scope_numbered(scope), parameter, frozenset(makers))


def _imported_as(answers: Answers, facts: Facts, name: str) -> str:
    """The full name of what a module of the project imports and another takes from there."""
    return answers.project.imported_through(name, facts)


def _draw_in(answers: Answers, facts: Facts, target: str, *streams: str) -> Answer:
    """A draw from one of the streams that a function or class of the project may come to: what, and where."""
    for scope in answers.project.definitions(target, facts):
        draw = answers.drawing.of_definition(scope, streams)
        if draw is not None:
            return [draw.target, draw.function]
    return None


def _makes_weights(answers: Answers, facts: Facts, target: str) -> bool:
    """Whether a model of that class of the project may draw first weights when it is made."""
    return any(answers.drawing.may_make_weights(s) for s in answers.project.definitions(target, facts))


def _is_handed(answers: Answers, facts: Facts, attribute: str) -> bool:
    """Whether a generator of that name is put into an object of the project from outside."""
    return attribute in answers.project.handed


def _returns_set(answers: Answers, facts: Facts, target: str) -> bool:
    """Whether all that a name may refer to are functions of the project that return a set."""
    found = answers.project.definitions(target, facts)
    return bool(found) and all(scope.kind == "function" and scope.returns_set is True for scope in found)


def _is_set(answers: Answers, facts: Facts, target: str) -> bool:
    """Whether a name leads to what a module of the project binds to a set, and to nothing else."""
    return answers.project.bound_in_module(target, facts) == SET


def _is_text(answers: Answers, facts: Facts, target: str) -> bool:
    """The same of text."""
    return answers.project.bound_in_module(target, facts) == TEXT


def _is_named_elsewhere(answers: Answers, facts: Facts, name: str) -> bool:
    """Whether another file imports or mentions something of this one."""
    return any(
        facts in answers.project.modules_named(target[: -len(name) - 1], other)
        for target, other in answers.named.get(name, ())
        if other is not facts
    )


def _writes_file_named(answers: Answers, facts: Facts, name: str) -> bool:
    """Whether a program of the project writes a file of that name."""
    return name in answers.names_written


def _untracked_data(root: Path, path: str, data: str) -> str | None:
    """Why a data file that the program at `path` reads is in nobody's keeping."""
    from lint_rules.tracking.data import untracked

    return untracked(data, root / path, root)


def _asks_for_older(root: Path, path: str, package: str, version: str) -> bool:
    """Whether the project wants a package only before a version."""
    from lint_rules.manifests.python.older import asks_for_older

    return asks_for_older(package, version, root / path, root)


# The answers follow from the Python files of the project.
_IN_PROJECT: Mapping[str, Callable[..., Answer]] = {
    "any-holds-seed": _any_holds_seed,
    "calls-any-of": _calls_any_of,
    "calls-unseeded": _calls_unseeded,
    "draw-in": _draw_in,
    "given-by-callers": _given_by_callers,
    "holds-seed": _holds_seed,
    "imported-as": _imported_as,
    "insists-on-hash-seed": _insists_on_hash_seed,
    "inherits": _inherits,
    "is-handed": _is_handed,
    "is-handed-on": _is_handed_on,
    "is-imported": _imported_by,
    "is-part-of-library": _is_part_of_library,
    "is-of-the-project": _is_of_the_project,
    "is-named-elsewhere": _is_named_elsewhere,
    "is-seeded": _is_seeded,
    "is-set": _is_set,
    "is-sorted-by-callers": _is_sorted_by_callers,
    "is-text": _is_text,
    "leaves-order-to": _leaves_order_to,
    "lies-in-package": _lies_in_package,
    "made-unseeded-by-callers": _made_unseeded_by_callers,
    "makes-weights": _makes_weights,
    "returns-set": _returns_set,
    "seeded-after": _seeded_after,
    "surest-unseeded": _surest_unseeded,
    "unseeded": _unseeded,
    "writes-file-named": _writes_file_named,
}

# `AROUND` in `questions.py` names them.
_AROUND: Mapping[str, Callable[..., Answer]] = {
    "asks-for-older": _asks_for_older,
    "untracked-data": _untracked_data,
}


def answer_around(root: Path, question: Question) -> Answer:
    return _AROUND[question.kind](root, question.path, *question.about)
