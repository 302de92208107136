"""Whether the seeding of a global stream reaches a place, followed through calls, imports and fixtures.

The answer leans towards "seeded": one seeded way to a place is enough, and conditions are not weighed, only
that of several branches one runs, and that nothing runs after one that leaves. But a seed counts only where
something runs it: in a function that nobody calls it reaches nothing but that function, and what a test seeds
reaches tests only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.project.beforehand import Beforehand
from lint_rules.analysis.project.callgraph import Place
from lint_rules.analysis.project.definitions import gives_no_seed, is_left_unseeded
from lint_rules.analysis.project.programs import Programs, is_handed_over
from lint_rules.analysis.project.questions import END_OF_SCOPE, WHEN_MADE
from lint_rules.knowledge.experiments import SACRED, SACRED_MAINS, SACRED_STREAMS
from lint_rules.knowledge.streams import (
    SEED_IF_TOLD,
    SEEDERS,
    STATE_SETTERS,
    freed_by,
    named_like_a_seeder,
    seeded_by,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.project.callgraph import Project
    from lint_rules.analysis.scanning.facts import Call, Facts, Scope

_NEVER = (END_OF_SCOPE + 1, 0)
# Functions and classes that start a training: what they seed holds for all that a framework calls in it.
STARTS = re.compile(
    r"_*(train|fit|main|run|setup|init|start|launch|experiment|pretrain|learn|search)(_.*)?|_*setup.*"
)
STARTER = re.compile(r".*(Trainer|Runner|Experiment|Engine|Learner|Algorithm|Estimator|Launcher|Agent)\w*")

# Decorators that seed around what they decorate, or put back a state that the caller has set.
_SEEDS_AROUND = re.compile(
    r"_*((with|use|set|fix|fixed|temp|temporary|manage)_?)?(random_?(state|seed)s?|seed(ed|s|ing)?|rng)"
)


class Seeding:
    """Answers for one project, remembered."""

    def __init__(self, project: Project, scripts: frozenset[str] = frozenset()) -> None:
        self.project = project
        self.programs = Programs(project, scripts)
        self.beforehand = Beforehand(project)
        self._seeders: dict[str, frozenset[int]] = {}
        self._seeds_at: dict[tuple[int, str], list[tuple[int, int]]] = {}
        self._ends: dict[tuple[int, str], list[tuple[int, int]]] = {}
        self._entered: dict[tuple[int, str, bool, bool], bool] = {}
        self._ways: dict[int, list[Place]] = {}
        self._starters: dict[str, list[tuple[Facts, Scope]]] = {}
        self._seed_calls: dict[tuple[int, str], list[Call]] = {}
        self._named_seeders: dict[str, frozenset[int]] = {}
        self._makers: dict[str, frozenset[int]] = {}

    def prepare(self) -> None:
        """Look at all calls of the project once, not only when the first question comes."""
        for stream in sorted(self._own):
            self.seeds(self.project.files[0].module, stream)
        if self.project.files:
            self.project.callers(self.project.files[0].module)

    def reaches(self, place: Place, stream: str) -> bool:
        """Whether a seed of the stream may have run before the program comes to the place."""
        if self.is_seeded_within(place, stream):
            return True
        if place.line == WHEN_MADE:
            return self._is_made_after_a_seed(place.scope, stream)
        return not self.programs.runs_as_program_only(place) and self._entered_seeded(place.scope, stream)

    def _is_made_after_a_seed(self, owner: Scope, stream: str) -> bool:
        """Whether what a class body leaves for later (`field(default_factory=…)`) may run after a seed.

        That is where objects are made. Where nobody is seen to make one, any seed of the project will do.
        """
        in_test = self.programs.is_in_test(owner)
        makers = [p for c in (owner, *self.project.heirs(owner)) for p in self.project.callers(c)]
        makers = [p for p in makers if in_test or not self.programs.is_in_test(p.scope)]
        if makers:
            return any(self.reaches(place, stream) for place in makers)
        return any(in_test or not self.programs.is_in_test(s) for s in self.own_seeders(stream))

    def _entered_seeded(self, scope: Scope, stream: str) -> bool:
        """Whether the stream may be seeded by the time the body of a scope begins.

        Goes back from the scope to everything that leads to it. What a fruitless search has passed is
        fruitless too, and remembered as such.
        """
        at_import, in_test = scope.kind != "function", self.programs.is_in_test(scope)
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
            # Who imports a file does not come to what it calls as a program.
            pending += [place.scope for place in ways if not self.programs.runs_as_program_only(place)]
        self._entered.update(((key, stream, at_import, in_test), False) for key in passed)
        return False

    def _ways_to(self, scope: Scope, at_import: bool, in_test: bool) -> list[Place]:
        """The ways in that count for a draw: tests only for tests.

        An import inside a function says when the module's own statements run, not who calls its functions.
        """
        ways = self._ways_in(scope)
        if not in_test:
            ways = [place for place in ways if not self.programs.is_in_test(place.scope)]
        if scope.kind == "module" and not at_import:
            ways = [place for place in ways if place.scope.kind == "module"]
        return ways if at_import else [*ways, *self._constructors_of_holders(ways)]

    def _constructors_of_holders(self, ways: list[Place]) -> list[Place]:
        """The ends of the constructors of classes that hold an object: `class CLI: train = Train()`.

        Who calls a method of that object has most often made one of the class first.
        """
        holders = [place.scope for place in ways if place.scope.kind == "class"]
        made = [m for holder in holders for m in self.project.members(holder, "__init__")]
        return [Place(constructor, END_OF_SCOPE, 0) for constructor in made]

    def _enters_seeded_at_once(self, scope: Scope, ways: list[Place], stream: str) -> bool:
        facts = self.project.file_of[id(scope)]
        if any(self.seeds(s, stream) for s in self.beforehand.of(scope, facts)):
            return True
        if any(self.is_seeded_within(place, stream) for place in ways):
            return True
        if self.is_seeded_around(scope, stream):
            return True
        return (
            self._is_handed_over(scope)
            and not self.programs.is_in_test(scope)
            and self._is_ambient(facts, stream)
        )

    def is_seeded_around(self, scope: Scope, stream: str) -> bool:
        """Whether a decorator seeds before it calls: by its name, or as that of an experiment's main."""
        facts = self.project.file_of[id(scope)]
        return any(self._seeds_before(decorator.target, facts, stream) for decorator in scope.decorators)

    def _seeds_before(self, decorator: str, facts: Facts, stream: str) -> bool:
        experiment, _, last = decorator.rpartition(".")
        if last not in SACRED_MAINS:
            return _SEEDS_AROUND.fullmatch(last) is not None
        files = [facts, *self.project.modules_named(experiment.rpartition(".")[0], facts)]
        imported = (name for file in files for name in file.module.names.values())
        return stream in SACRED_STREAMS and any(name.partition(".")[0] == SACRED for name in imported)

    def _is_handed_over(self, scope: Scope) -> bool:
        """Whether code that cannot be seen may call a function: a framework, or a reader of a table."""
        if is_handed_over(scope):
            return True
        return id(scope) in self.project.registered and not scope.name.startswith("test")

    def _is_ambient(self, facts: Facts, stream: str) -> bool:
        """Whether something that starts a training in the programs of a file seeds: a trainer, a `main`."""
        starters = self._seeded_starters(stream)
        if not starters:
            return False
        if self.programs.stands_alone(facts):
            return any(file is facts for file, _ in starters)
        bits = self.programs.bits_of(facts)
        return not bits or any(
            not self.programs.is_left_alone(scope) and self._is_started_in(bits, file, scope)
            for file, scope in starters
        )

    def _is_started_in(self, bits: int, facts: Facts, scope: Scope) -> bool:
        """Whether one of some programs brings in what starts a training, and a caller of it if any."""
        callers = {id(p.scope): self.project.file_of[id(p.scope)] for p in self.project.callers(scope)}
        return any(self.programs.bring_in(bits, facts, file) for file in callers.values() or [facts])

    def _seeded_starters(self, stream: str) -> list[tuple[Facts, Scope]]:
        """What starts a training and seeds, with its file; tests left out."""
        if stream not in self._starters:
            self._starters[stream] = [
                (file, scope)
                for file in self.project.files
                for scope in file.scopes
                if (self._starts_training(scope) or self._is_made_seeded(scope, stream))
                and self.seeds(scope, stream)
                and not self.programs.is_in_test(scope)
            ]
        return self._starters[stream]

    def _starts_training(self, scope: Scope) -> bool:
        if scope.kind != "function" or named_like_a_seeder(scope.name):
            return False
        owner = scope.owner
        if owner is not None and (scope.name == "__init__" or STARTS.fullmatch(scope.name)):
            return STARTER.fullmatch(owner.name) is not None
        return owner is None and STARTS.fullmatch(scope.name) is not None

    def is_seeded_within(self, place: Place, stream: str) -> bool:
        """Whether a seed of the stream stands before a place in the same scope."""
        key = (id(place.scope), stream)
        seeds = self._seeds_at.get(key)
        if seeds is None:
            seeds = self._seeds_at[key] = self._find_seeds(place.scope, stream)
        at = (place.line, place.column)
        before = [seed for seed in seeds if seed < at and not place.scope.excludes(seed[0], place.line)]
        return any(not self._is_undone(seed, place, stream) for seed in before)

    def _is_undone(self, seed: tuple[int, int], place: Place, stream: str) -> bool:
        """Whether fresh entropy comes between a seed and a place: `np.random.seed(None)`."""
        return any(
            seed < end < (place.line, place.column) and not place.scope.excludes(seed[0], end[0])
            for end in self._ends_of_seeds(place.scope, stream)
        )

    def _ends_of_seeds(self, scope: Scope, stream: str) -> list[tuple[int, int]]:
        """Where a scope gives a stream fresh entropy; not where a decorator may make a `with` of it."""
        key = (id(scope), stream)
        if key not in self._ends:
            calls = [] if scope.decorators else [c for c in scope.calls if c.kind == "call"]
            self._ends[key] = [(c.line, c.column) for c in calls if stream in freed_by(c.target, c.seeded)]
        return self._ends[key]

    def _find_seeds(self, scope: Scope, stream: str) -> list[tuple[int, int]]:
        """Where a scope seeds; the first place will do where no branch excludes what follows it."""
        if not self._may_seed(scope, stream):
            return []
        facts = self.project.file_of[id(scope)]
        calls = (call for call in scope.calls if self._call_seeds(call, facts, stream, scope))
        found: list[tuple[int, int]] = []
        for call in calls:
            found.append((call.line, call.column))
            in_branch = any(first <= call.line <= last for first, last, _ in scope.branches)
            if not in_branch and not self._ends_of_seeds(scope, stream):
                break  # what follows comes after it in any case
        return found

    def _may_seed(self, scope: Scope, stream: str) -> bool:
        """Whether a call in a scope may seed, told without asking of each what it runs.

        What such a call runs is among the seeders, and so is the scope then. Not so a module, which may seed
        only where it is a program; who puts a state back; who makes an object of a class whose body or base
        seeds; and a method that calls the one of its name on another object.
        """
        if scope.kind == "module" or id(scope) in self._restoring or self.seeds(scope, stream):
            return True
        same = f"?.{scope.name}"
        if scope.owner is not None and any(call.target == same for call in scope.calls):
            return True
        if stream not in self._makers:
            classes = (s for s in self.seeding_scopes(stream) if s.kind == "class")
            self._makers[stream] = frozenset(id(p.scope) for c in classes for p in self.project.callers(c))
        return id(scope) in self._makers[stream]

    @cached_property
    def _restoring(self) -> frozenset[int]:
        """The scopes that put back a state of some stream."""
        return frozenset(
            id(scope)
            for facts in self.project.files
            for scope in [facts.module, *facts.scopes]
            if any(call.target in STATE_SETTERS for call in scope.calls)
        )

    def seeded_after(self, place: Place, stream: str) -> int | None:
        """The line of the first seed in the same scope that comes after a place, where none comes before."""
        if self.reaches(place, stream):
            return None
        seeds = self._seeds_in(place.scope, stream)
        later = (c for c in seeds if (c.line, c.column) > (place.line, place.column))
        return next((c.line for c in later if not place.scope.excludes(place.line, c.line)), None)

    def _seeds_in(self, scope: Scope, stream: str) -> list[Call]:
        key = (id(scope), stream)
        if key not in self._seed_calls:
            facts = self.project.file_of[id(scope)]
            self._seed_calls[key] = [c for c in scope.calls if self._is_seed(c, facts, stream)]
        return self._seed_calls[key]

    def holds_seed(self, scope: Scope, stream: str) -> bool:
        """Whether anything in a scope seeds the stream: if not, all places in it are alike."""
        return self.is_seeded_within(Place(scope, *_NEVER), stream) or bool(self._seeds_in(scope, stream))

    def _is_seed(self, call: Call, facts: Facts, stream: str) -> bool:
        """Whether a call is there to seed: a library's seeding function, or a helper that does it itself."""
        if call.target in STATE_SETTERS:
            return False  # it puts back what was there before
        if self._seeds_by_itself(call, facts, stream):
            return True
        if call.kind != "call":
            return False
        if stream not in self._named_seeders:
            own = self.own_seeders(stream)
            self._named_seeders[stream] = frozenset(id(s) for s in own if named_like_a_seeder(s.name))
        named = self._named_seeders[stream]
        return bool(named) and any(id(s) in named for s in self.project.executed(call, facts))

    def _ways_in(self, scope: Scope) -> list[Place]:
        """From where the body of a scope may be entered."""
        if id(scope) not in self._ways:
            self._ways[id(scope)] = self._find_ways_in(scope)
        return self._ways[id(scope)]

    def _find_ways_in(self, scope: Scope) -> list[Place]:
        places = self.programs.without_trials(self.project.callers(scope), scope)
        if scope.kind == "module" or scope.parent is None:
            return places
        if scope.kind == "class":  # the body runs where it stands
            return [Place(scope.parent, scope.line, scope.column)]
        if not places:
            outer = scope.parent
            while outer.kind == "class" and outer.parent is not None:
                outer = outer.parent
            places = [Place(outer, END_OF_SCOPE, 0)]  # called from somewhere, once all around it has run
        if self._is_handed_over(scope):
            starts = self.programs.entry_points_of(self.project.file_of[id(scope)])
            starts = self.programs.without_trials(starts, scope)
            makers = self.programs.makers_of(scope)
            if makers and id(scope) not in self.project.registered:
                starts = [start for start in starts if self.programs.brings_in_any(start, makers)]
            if self.programs.is_in_test(scope) and not self._is_for_the_project(scope):
                # What a program seeds reaches no test, unless the project's own framework runs it.
                starts = [place for place in starts if self.programs.is_in_test(place.scope)]
            places = [*places, *starts]
        return places

    def _is_for_the_project(self, scope: Scope) -> bool:
        """Whether a function is a method of a class that derives from one of the project."""
        return scope.owner is not None and bool(self.project.bases(scope.owner))

    # -- what runs a seed ----------------------------------------------------------------------------------

    def seeds(self, scope: Scope, stream: str) -> bool:
        """Whether running the body of a scope seeds the stream, itself or through what it calls."""
        if stream not in self._seeders:
            self._seeders[stream] = frozenset(id(s) for s in self.seeding_scopes(stream))
        return id(scope) in self._seeders[stream]

    def seeding_scopes(self, stream: str) -> list[Scope]:
        """From the scopes that call a seeding function of a library back to all that run those scopes."""
        pending = [s for s in self.own_seeders(stream) if not self._seeds_only_as_program(s, stream)]
        found: dict[int, Scope] = {}
        while pending:
            scope = pending.pop()
            if id(scope) not in found:
                found[id(scope)] = scope
                pending += self.project.executors(scope)
                if scope.kind == "class":  # its inherited constructor seeds
                    pending += [place.scope for place in self.project.callers(scope)]
        return list(found.values())

    def _seeds_only_as_program(self, scope: Scope, stream: str) -> bool:
        """Whether a module seeds only where it is run, not where it is imported."""
        facts = self.project.file_of[id(scope)]
        return scope is facts.module and all(
            facts.is_guarded(call.line) for call in scope.calls if self._seeds_by_itself(call, facts, stream)
        )

    def own_seeders(self, stream: str) -> list[Scope]:
        """The scopes that call a seeding function of a library themselves."""
        return self._own.get(stream, [])

    @cached_property
    def _own(self) -> dict[str, list[Scope]]:
        """The same for every stream, from one look at all calls."""
        table: dict[str, list[Scope]] = defaultdict(list)
        for facts in self.project.one_by_one():
            for scope in [facts.module, *facts.scopes]:
                for stream in sorted(self._streams_seeded_in(scope, facts)):
                    table[stream].append(scope)
        return table

    def _streams_seeded_in(self, scope: Scope, facts: Facts) -> set[str]:
        found: set[str] = set()
        has_no_seed = scope.owner is not None and self._has_no_seed(scope.owner)
        for call in scope.calls:
            by_itself = has_no_seed and call.target[0] == "?"  # `self.set_random_seed(self.seed)`
            streams = seeded_by(call.target, call.seeded) if call.kind == "call" and not by_itself else ()
            if streams and call.target not in STATE_SETTERS and not found.issuperset(streams):
                found.update(() if self.project.definitions(call.target, facts) else streams)
        found = {stream for stream in found if not self._takes_back(scope, stream)}
        found.update(self._streams_seeded_by_bases(scope) if scope.kind == "class" else ())
        return found

    def _takes_back(self, scope: Scope, stream: str) -> bool:
        """Whether fresh entropy comes after every seed of a scope."""
        if not self._ends_of_seeds(scope, stream):
            return False
        seeds = [c for c in scope.calls if c.kind == "call" and stream in seeded_by(c.target, c.seeded)]
        end = Place(scope, *_NEVER)
        return all(self._is_undone((seed.line, seed.column), end, stream) for seed in seeds)

    def _is_made_seeded(self, owner: Scope, stream: str) -> bool:
        """Whether a class inherits a constructor that seeds (`transformers.Trainer`)."""
        return stream in self._streams_seeded_by_bases(owner)

    def _streams_seeded_by_bases(self, owner: Scope) -> set[str]:
        bases = [base for base in owner.bases if base in SEEDERS]
        if self._has_no_seed(owner):
            bases = [base for base in bases if base not in SEED_IF_TOLD]
        return {stream for base in bases for stream in seeded_by(base, True)}

    def _has_no_seed(self, owner: Scope) -> bool:
        """Whether a class leaves its seed to those who make an object of it, and none of them gives one."""
        if SEED_IF_TOLD.isdisjoint(owner.bases):
            return False
        constructors = self.project.members(owner, "__init__")
        if constructors and not any("seed" in constructor.parameters for constructor in constructors):
            return False
        made = [call for one in (owner, *self.project.heirs(owner)) for call in self._makings(one)]
        return bool(made) and not any(call.told for call in made)

    def _makings(self, owner: Scope) -> Iterator[Call]:
        """The calls that make an object of a class."""
        for place in self.project.callers(owner):
            facts = self.project.file_of[id(place.scope)]
            for call in place.scope.calls:
                made = self.project.definitions(call.target, facts) if call.kind == "call" else []
                if any(one is owner for one in made):
                    yield call

    def _seeds_by_itself(self, call: Call, facts: Facts, stream: str) -> bool:
        """Whether the called function lies outside the project and is known, or named, to seed the stream."""
        if call.kind != "call" or stream not in seeded_by(call.target, call.seeded):
            return False
        return not self.project.definitions(call.target, facts)

    def _call_seeds(self, call: Call, facts: Facts, stream: str, scope: Scope) -> bool:
        if call.kind == "mention" or gives_no_seed(call):
            return False
        if self._seeds_by_itself(call, facts, stream):
            return True
        executed = self.project.executed(call, facts, scope)
        made = self.project.definitions(call.target, facts) if call.kind == "call" else []
        return any(self.seeds(s, stream) for s in [*executed, *made] if not is_left_unseeded(call, s))
