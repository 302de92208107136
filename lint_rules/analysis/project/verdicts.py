"""Where no seed reaches a draw: how sure that is, and why."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lint_rules.analysis.project.questions import Unseeded
from lint_rules.analysis.project.reach import files_by_program
from lint_rules.analysis.project.seeding import STARTER, STARTS
from lint_rules.knowledge.parallel import WORKERS
from lint_rules.knowledge.streams import NUMPY, PYTHON, TORCH, named_like_a_seeder

if TYPE_CHECKING:
    from lint_rules.analysis.project.callgraph import Place
    from lint_rules.analysis.project.seeding import Seeding
    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.model import Confidence


_MAKES_BATCHES = re.compile(r"\w*(Loader|Data[Ss]et|Sampler)")


class Verdicts:
    """Answers for one project."""

    def __init__(self, seeding: Seeding) -> None:
        self.seeding = seeding
        self.project, self.programs = seeding.project, seeding.programs
        self._brought_in: dict[str, frozenset[str]] = {}

    def of(self, place: Place, stream: str) -> Unseeded | None:
        """Why no seed reaches a place; None where one may."""
        if self.seeding.reaches(place, stream):
            return None
        return Unseeded(self._sureness(place, stream), self._reason(place.scope, stream))

    def _sureness(self, place: Place, stream: str) -> Confidence:
        """Less sure of what only others run, least where a run of its package seeds the stream.

        From there it may come to any place of the package: to what a registry or a configuration names, and
        to the methods of objects that are handed to it. So may a program that seeds come to any place of what
        it imports, unless one is seen to call it without a seed.
        """
        scope = place.scope
        if self.programs.runs_as_program_only(place):
            return "high" if self.programs.is_run(scope) else "medium"
        if self._is_seeded_beside(scope, stream) and not self._is_called_where_it_stands(scope):
            return "low"
        if self._is_brought_in_seeded(scope, stream):
            return "high" if self.programs.is_called(scope) else "low"
        if self._is_left_over(scope, stream):
            return "low"
        return "high" if self.programs.is_run(scope) else "medium"

    def _is_brought_in_seeded(self, scope: Scope, stream: str) -> bool:
        """Whether a program that seeds the stream imports the file of a scope, itself or through others."""
        if self.programs.is_in_test(scope):
            return False
        brought_in = self._brought_in_by_seeded(stream)
        facts = self.project.file_of[id(scope)]
        if facts.path not in brought_in or self.programs.is_program(facts):
            return False
        makers = self.programs.makers_of(scope)
        return not makers or any(file.path in brought_in for file in makers)

    def _is_left_over(self, scope: Scope, stream: str) -> bool:
        """Whether no program imports the file of a scope, and one that seeds imports others of its folder."""
        facts = self.project.file_of[id(scope)]
        if self.programs.is_in_test(scope) or self.programs.is_program(facts):
            return False
        if self.programs.is_brought_in(facts):
            return False
        folder = PurePosixPath(facts.path).parent
        return any(PurePosixPath(path).parent == folder for path in self._brought_in_by_seeded(stream))

    def _brought_in_by_seeded(self, stream: str) -> frozenset[str]:
        """The paths of the files that programs import which seed a stream, and of those programs."""
        if stream not in self._brought_in:
            starts = (p for p in self.programs.entry_points if not self.programs.is_in_test(p.scope))
            trains = (p for p in starts if not self.programs.only_tries(p.scope))
            seeded = (
                p.scope
                for p in trains
                if self.seeding.is_seeded_within(p, stream) or self.seeding.is_seeded_around(p.scope, stream)
            )
            files = dict.fromkeys(self.project.file_of[id(s)].path for s in seeded)
            found = files_by_program(self.project, map(self.project.file_at, files))
            self._brought_in[stream] = frozenset(path for path, bits in found.items() if bits)
        return self._brought_in[stream]

    def _is_called_where_it_stands(self, scope: Scope) -> bool:
        """Whether a program that nobody imports, and that says it is one, calls what it defines itself."""
        facts = self.project.file_of[id(scope)]
        return bool(facts.guarded) and self.programs.is_program(facts) and self.programs.is_called(scope)

    def _is_seeded_beside(self, scope: Scope, stream: str) -> bool:
        """Whether what starts a run in the package that a scope lies in seeds the stream."""
        package = self.programs.package_of(self.project.file_of[id(scope)])
        if not package or self.programs.is_in_test(scope):
            return False
        return any(
            self.programs.package_of(self.project.file_of[id(s)]) == package
            and self._seeds_a_run(s, stream)
            and not self.programs.is_in_test(s)
            for s in self.seeding.seeding_scopes(stream)
        )

    def _seeds_a_run(self, scope: Scope, stream: str) -> bool:
        """Whether a function that seeds does so for a run: by its name, or since it seeds many streams.

        Not for a run of others does the `main` of a program, which may lie in the package, too, nor a
        function that nobody calls, unless it is a method, or its name says that it starts a run.
        """
        if scope.kind != "function" or named_like_a_seeder(scope.name):
            return False
        if scope in self.programs.mains or self.programs.is_program(self.project.file_of[id(scope)]):
            return False
        if scope.owner is not None and self.project.inherits(scope.owner, WORKERS):
            return False  # its process or thread is one of several, and others draw elsewhere
        if scope.owner is not None and _MAKES_BATCHES.fullmatch(scope.owner.name):
            return False  # for the batches of an epoch, which others draw before
        if _starts_a_run(scope) and any(s is scope for s in self.seeding.own_seeders(stream)):
            return True
        if scope.owner is None and self.programs.is_left_alone(scope):
            return False
        return sum(self.seeding.seeds(scope, s) for s in (PYTHON, NUMPY, TORCH)) > 1

    def _reason(self, scope: Scope, stream: str) -> str:
        seeders = [
            s
            for s in self.seeding.own_seeders(stream)
            if self.programs.is_in_test(scope) or not self.programs.is_in_test(s)
        ]
        if not seeders:
            tests = bool(self.seeding.own_seeders(stream))
            return "only tests seed it" if tests else "nothing in the project seeds it"
        idle = [s for s in seeders if self._is_idle(s)]
        if len(idle) == len(seeders):
            return f"`{idle[0].name}` would seed it, but nobody calls that"
        program = self.programs.program_calling(scope) if self._is_brought_in_seeded(scope, stream) else None
        if program is not None:
            return f"`{program.path}` comes to it without a seed"
        return "no seed reaches it"

    def _is_idle(self, scope: Scope) -> bool:
        """Whether nobody calls a function: no code of the project, and no test runner."""
        if scope.kind != "function" or self.project.callers(scope):
            return False
        return not (self.programs.is_in_test(scope) and scope.name.startswith(("test", "setUp", "setup")))


def _starts_a_run(scope: Scope) -> bool:
    if scope.name == "__init__":
        return scope.owner is not None and STARTER.fullmatch(scope.owner.name) is not None
    return STARTS.fullmatch(scope.name) is not None
