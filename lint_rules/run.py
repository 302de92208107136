"""One run of the linter: scan, check what rules want to see, reuse what earlier runs have stored, sort."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.project.questions import AROUND
from lint_rules.checks.python import Checked, PythonChecks, Scanned
from lint_rules.discovery import is_plain_python, is_python, walk
from lint_rules.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from lint_rules.analysis.project.answers import Answers
    from lint_rules.analysis.project.questions import Answer, Question
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.cache.results import Results
    from lint_rules.config import Config
    from lint_rules.jobs.alone import Alone
    from lint_rules.jobs.crew import Crew
    from lint_rules.model import Finding
    from lint_rules.resources import Resources


class Run:
    """`search` is the folder whose Python files count for seeding across files.

    `scripts` are Python, whatever their names say.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        search: Path | None,
        texts: Mapping[Path, str],
        resources: Resources,
        scripts: frozenset[Path] = frozenset(),
    ) -> None:
        self.root = root
        self.config = config
        self.search = search
        self.texts = texts
        self.resources = resources
        self.scripts = scripts
        self.checks = PythonChecks(root, config, texts)
        self.python: list[Path] = []
        self._scanned: dict[Path, Scanned] = {}

    def findings(self, files: list[Path]) -> list[Finding]:
        self.python = [path for path in files if is_python(path) or path in self.scripts]
        found = [*self._in_python(), *self._in_manifests(files)]
        return sorted(found, key=lambda finding: finding.sort_key)

    def _in_manifests(self, files: list[Path]) -> Iterator[Finding]:
        """Not stored: they are few, and what they say depends on what lies beside them."""
        declaring = [path for path in self.python if self._scanned[path].declares]
        if not declaring and all(is_plain_python(path) for path in files):
            return
        from lint_rules.checks.manifests import ManifestChecks
        from lint_rules.manifests import readers_for

        checks = ManifestChecks(self.root, self.config, self.texts)
        for path in files:
            declares = path in declaring
            if declares or readers_for(path):
                yield from checks.check(path, declares=declares)

    # -- Python --------------------------------------------------------------------------------------------

    def _in_python(self) -> Iterator[Finding]:
        workers: Alone | Crew | None = None
        progress = Progress(self.resources.progress, len(self.python))
        try:
            workers = self._scan_all(progress)
            yield from self._check_all(workers, progress)
        finally:
            progress.close()
            if workers is not None:
                workers.close()
        if self._results is not None:
            self._results.save()

    def _scan_all(self, progress: Progress) -> Alone | Crew:
        missing: list[Path] = []
        for path in self.python:
            known = self._results.scanned(path) if self._results is not None else None
            if known is not None:
                self._scanned[path] = known
            else:
                missing.append(path)
        workers = self._workers(len(missing))
        for path, scanned in workers.scan(missing):
            self._scanned[path] = replace(scanned, packed=None)
            if self._results is not None:
                self._results.keep_scan(path, scanned)
            progress.step("scanned")
        return workers

    def _workers(self, files: int) -> Alone | Crew:
        size = self.resources.processes(files)
        if size > 1 and not self.texts:
            from lint_rules.jobs.crew import Crew

            return Crew(size, self.root, self.config)
        from lint_rules.jobs.alone import Alone

        return Alone(self.checks)

    def _check_all(self, workers: Alone | Crew, progress: Progress) -> Iterator[Finding]:
        pending: list[Path] = []
        for path in self.python:
            scanned = self._scanned[path]
            yield from scanned.faults
            if scanned.wanted:
                checked = self._stored_check(path)
                if checked is None:
                    pending.append(path)
                else:
                    yield from checked.found
        progress.begin(len(pending))
        asking = frozenset(path for path in pending if self._scanned[path].about_seeds)
        for path, checked in workers.check(pending, self._answer, asking, self._prepare):
            yield from checked.found
            if self._results is not None:
                self._results.keep_check(path, checked, self._state)
            progress.step("checked")

    # -- what is stored ------------------------------------------------------------------------------------

    @cached_property
    def _results(self) -> Results | None:
        if self.resources.cache is None:
            return None
        from lint_rules.cache.results import Results

        return Results(self.resources.cache, self.root, self.config, self.texts)

    def _stored_check(self, path: Path) -> Checked | None:
        return self._results.checked(path, self._state, self._answer) if self._results is not None else None

    def _state(self) -> str:
        return self._project_state

    @cached_property
    def _project_state(self) -> str:
        assert self._results is not None
        from lint_rules.analysis.project.console_scripts import declaring_files

        return self._results.state_of([*self.python, *self._others, *declaring_files(self.root)])

    # -- the project ---------------------------------------------------------------------------------------

    def _answer(self, question: Question) -> Answer:
        if question.kind in AROUND:
            from lint_rules.analysis.project.answers import answer_around

            return answer_around(self.root, question)
        return self._answers(question)

    def _prepare(self, pause: Callable[[], None]) -> None:
        self._answers.prepare(pause)

    @cached_property
    def _answers(self) -> Answers:
        from lint_rules.analysis.project.answers import Answers
        from lint_rules.analysis.project.callgraph import Project

        return Answers(Project(self._all_facts), self.root)

    def _all_facts(self) -> Iterator[Facts]:
        """The facts of what is linted, and of the rest of the project."""
        for path in self.python:
            known = self._scanned[path]
            facts = known.facts if known.facts is not None else self._facts_of(path, known)
            if facts is not None:
                yield facts
        for path in self._others:
            stored = self._results.facts(path) if self._results is not None else None
            facts = stored if stored is not None else self._scan_other(path)
            if facts is not None:
                yield facts

    def _facts_of(self, path: Path, known: Scanned) -> Facts | None:
        """The facts of a file whose scan was stored."""
        if self._results is None:
            return None
        stored = self._results.facts(path)
        return stored if stored is not None or known.faults else self._scan_other(path)

    def _scan_other(self, path: Path) -> Facts | None:
        scanned = self.checks.scan(path, linted=False)
        if self._results is not None:
            self._results.keep_scan(path, scanned, linted=False)
        return scanned.facts

    @cached_property
    def _others(self) -> list[Path]:
        """The Python files of the project that are not linted."""
        if self.search is None:
            return []
        linted = frozenset(self.python)
        below = walk(self.search, self.config.exclude, self.root, is_python)
        return [path for path in below if path not in linted]
