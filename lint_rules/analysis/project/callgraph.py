"""The project as a whole: who calls whom, across files."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from lint_rules.analysis.project.definitions import CONSTRUCTION, Definitions, last_part
from lint_rules.knowledge.words import is_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lint_rules.analysis.scanning.facts import Call, Facts, Scope

# What stands in the names of what decides on an order, and how functions end that make one.
_ORDERING = re.compile(r"generator|random|rng|sampler|seed|(\.shuffle|permutation|randperm)$", re.IGNORECASE)

_Places: TypeAlias = "Mapping[int, Mapping[int, Place]]"


@dataclass(frozen=True, eq=False)
class Place:
    """A point in the execution of a scope."""

    scope: Scope
    line: int
    column: int


def no_pause() -> None:
    pass


class Project(Definitions):
    """From a definition to its callers, too."""

    def __init__(self, load: Callable[[], Iterable[Facts]]) -> None:
        super().__init__(load)
        self.pause: Callable[[], None] = no_pause

    def one_by_one(self) -> Iterator[Facts]:
        """All files, for a look at them that takes long: with a pause before each."""
        for facts in self.files:
            self.pause()
            yield facts

    @cached_property
    def _callers(self) -> tuple[_Places, Mapping[str, Mapping[int, Place]]]:
        """The callers of each scope, by its identity, and the callers of any method of a name.

        Of several calls in one scope the last is kept: it has the most seeds before it.
        """
        direct: dict[int, dict[int, Place]] = defaultdict(dict)
        by_name: dict[str, dict[int, Place]] = defaultdict(dict)
        members = {scope.name for facts in self.files for scope in facts.scopes if scope.owner is not None}
        for facts in self.one_by_one():
            known: dict[tuple[str, bool], list[Scope]] = {}  # a file calls the same things again and again
            for scope in [facts.module, *facts.scopes]:
                for call in scope.calls:
                    if call.target[0] == "?":
                        name = last_part(call.target)
                        if name in members:
                            by_name[name][id(scope)] = Place(scope, call.line, call.column)
                        continue
                    key = (call.target, call.kind == "import")
                    reached = known.get(key)
                    if reached is None:
                        reached = known[key] = self._reached(call, facts)
                    if reached:
                        place = Place(scope, call.line, call.column)
                        for target in reached:
                            direct[id(target)][id(scope)] = place
        return direct, by_name

    def _reached(self, call: Call, facts: Facts) -> list[Scope]:
        """Like `executed`, and the methods of an instantiated class: they run later, under the same seeds."""
        if call.kind == "import":
            return self.executed(call, facts)
        found: list[Scope] = []
        for scope in self.definitions(call.target, facts):
            found.append(scope)
            if scope.kind == "class":
                found += self._methods_of(scope)
        return found

    def _methods_of(self, owner: Scope) -> list[Scope]:
        """What an instance has of its class, and of the classes of the project behind it."""
        known = self._all_methods.get(id(owner))
        if known is None:
            known = self._all_methods[id(owner)] = [
                s for c in self.lineage(owner) for s in self.file_of[id(c)].scopes if s.parent is c
            ]
        return known

    def orders_itself(self, owner: Scope) -> bool:
        """Whether a class goes through its items in its own way, or has a generator or sampler for that."""
        return any(
            method.name == "__iter__"
            or any(map(_ORDERING.search, [*method.parameters, *(call.target for call in method.calls)]))
            for method in self._methods_of(owner)
        )

    @cached_property
    def mentioned(self) -> frozenset[int]:
        """The definitions, by identity, that are named without being called."""
        return frozenset(
            id(target)
            for facts in self.files
            for scope in [facts.module, *facts.scopes]
            for target in self._mentioned_in(scope, facts)
        )

    @cached_property
    def registered(self) -> frozenset[int]:
        """The functions that a table of a module names (`MAKERS = {"a": make_a}`): its readers call them.

        What is named in a line that calls something is handed to that, and not kept in a table.
        """
        found: dict[int, None] = {}
        for facts in self.files:
            calling = {call.line for call in facts.module.calls if call.kind == "call"}
            for call in facts.module.calls:
                if call.kind == "mention" and call.line not in calling and not facts.is_guarded(call.line):
                    functions = (s for s in self.definitions(call.target, facts) if s.kind == "function")
                    found.update((id(scope), None) for scope in functions)
        return frozenset(found)

    def _mentioned_in(self, scope: Scope, facts: Facts) -> Iterator[Scope]:
        for call in scope.calls:
            if call.kind == "mention":
                yield from self.definitions(call.target, facts)

    def callers(self, scope: Scope) -> list[Place]:
        """From where a scope is called, instantiated, imported or handed on."""
        direct, by_name = self._callers
        places = dict(direct.get(id(scope), {}))
        if scope.owner is not None:
            named = by_name.get(scope.name, {})
            if scope in self.methods_called(scope.name):
                places.update(named)
            elif is_telling(scope.name):  # of several classes, the one in the file that calls
                facts = self.file_of[id(scope)]
                places.update((k, p) for k, p in named.items() if self.file_of[id(p.scope)] is facts)
            # Who makes an object says of which class; in the class itself it may be `super(Model, self)`.
            made = any(place.scope.owner is not scope.owner for place in places.values())
            if not (made and scope.name in CONSTRUCTION):
                places.update(self._callers_of_overridden(scope, scope.owner))
        places.pop(id(scope), None)
        return list(places.values())

    def _callers_of_overridden(self, scope: Scope, owner: Scope) -> dict[int, Place]:
        """Who calls `self.step()` in a class that leaves `step` to the classes behind it."""
        direct, _ = self._callers
        inherited = [m for base in self.bases(owner) for m in self.members(base, scope.name)]
        return {k: place for method in inherited for k, place in direct.get(id(method), {}).items()}

    @cached_property
    def _executors(self) -> Mapping[int, Mapping[int, Scope]]:
        direct: dict[int, dict[int, Scope]] = defaultdict(dict)
        for facts in self.one_by_one():
            outside: dict[str, bool] = {}  # what leads nowhere in the project: most calls do
            for scope in [facts.module, *facts.scopes]:
                same = f"?.{scope.name}" if scope.owner is not None else ""
                for call in scope.calls:
                    kind, name = call.kind, call.target
                    if kind == "mention" or (scope is facts.module and facts.is_guarded(call.line)):
                        continue
                    if kind == "call" and name != same:
                        if name not in outside:
                            outside[name] = not self.definitions(name, facts)
                        if outside[name]:
                            continue
                    for target in self.executed(call, facts, scope):
                        direct[id(target)][id(scope)] = scope
        return direct

    def executors(self, scope: Scope) -> list[Scope]:
        """The scopes that run this one when they run; of a module, when it is imported."""
        return list(self._executors.get(id(scope), {}).values())
