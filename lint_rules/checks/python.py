"""A Python file: the scan that finds out what it holds, and the rules that look at what is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lint_rules.analysis.project.questions import Questions
from lint_rules.analysis.reading import sources
from lint_rules.analysis.reading.loading import cell_faults, load_python
from lint_rules.analysis.scanning import selecting
from lint_rules.analysis.scanning.methods import Reach, leave_out
from lint_rules.analysis.scanning.screen import Screen, Triggers
from lint_rules.catalogue import catalogue
from lint_rules.checks.containing import contained
from lint_rules.checks.findings import unparsable
from lint_rules.checks.settling import Settling
from lint_rules.discovery import relative_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from lint_rules.analysis.project.questions import Answer, Question
    from lint_rules.analysis.reading.salvage import Salvaged
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.config import Config
    from lint_rules.model import Finding

_FILE = "this file is not linted"
_STREAMS = "REP1"  # the family of rules about random streams


@dataclass(frozen=True)
class Scanned:
    """What a scan brought: facts, unless the file cannot be read; and whether a rule wants to look at it."""

    facts: Facts | None
    wanted: bool = False
    faults: tuple[Finding, ...] = ()
    # Whether a rule about random streams is among them: it asks where the project seeds.
    about_seeds: bool = False
    declares: bool = False  # whether a comment seems to declare dependencies, as a manifest does
    packed: str | None = None  # the facts as text, where another process has sent them


@dataclass(frozen=True)
class Checked:
    """What the rules said of a file, and what they asked of the project for it."""

    found: tuple[Finding, ...] = ()
    asked: tuple[tuple[Question, Answer], ...] = ()


class PythonChecks:
    """Scans and checks files of one run. What a scan marked is kept until the file is checked."""

    def __init__(self, root: Path, config: Config, texts: Mapping[Path, str]) -> None:
        self.root = root
        self.config = config
        self.texts = texts
        self._rules = [r for r in catalogue() if r.reads_source and config.wants(r.code)]
        self._following = frozenset(r.code for r in self._rules if r.follows_names)
        self._reading = frozenset(r.code for r in self._rules if r.reads_constants)
        self._salted = frozenset(r.code for r in self._rules if r.salted)
        self._calling = frozenset(r.code for r in self._rules if r.follows_calls and not r.iterated_sets)
        self._reach = Reach(
            frozenset(r.code for r in self._rules if r.within_function),
            frozenset(r.code for r in self._rules if r.iterated_sets),
        )
        self._triggers = Triggers(self._rules)
        self._settling = Settling(
            {r.code: r.unseeded for r in self._rules if r.unseeded},
            frozenset(r.code for r in self._rules if r.beside_seeds),
            config,
        )
        self._marked: dict[Path, Facts] = {}
        self._mended: dict[Path, str] = {}  # texts of Python 2, as Python 3 would have them

    def scan(self, path: Path, linted: bool) -> Scanned:
        """Scan a file. In one that is linted, what rules want is marked and faults are reported."""
        shown = relative_path(path, self.root)
        return contained(
            lambda: self._scan(path, shown, linted),
            lambda fault: Scanned(None, faults=(fault,)),
            shown,
            _FILE,
        )

    def _scan(self, path: Path, shown: str, linted: bool) -> Scanned:
        self._mended.pop(path, None)
        faults: tuple[sources.UnreadableError, ...] = ()
        mended = None
        try:
            text = load_python(path, self.texts)
            facts = sources.scan_text(text, shown, self._screen(text, shown) if linted else None)
            faults = cell_faults(path, self.texts) if linted else ()
        except sources.UnreadableError as fault:
            faults = (fault,) if linted and not fault.vanished else ()
            salvaged = self._salvaged(path, shown, linted)
            if salvaged is None or salvaged.text is None:
                left = salvaged.facts if salvaged is not None else None
                return Scanned(left, faults=tuple(unparsable(shown, fault) for fault in faults))
            facts, text = salvaged.facts, salvaged.text
            mended = text
        wanted = frozenset(code for chunk in facts.chunks for code in chunk.wanted_by)
        if wanted:
            selecting.trim(facts)
            self._marked[path] = facts
            if mended is not None:
                self._mended[path] = mended
        else:
            facts.chunks = []
        return Scanned(
            facts,
            bool(wanted),
            tuple(unparsable(shown, fault) for fault in faults),
            any(code.startswith(_STREAMS) for code in wanted),
            linted and sources.INLINE in text,
        )

    def _select(self, text: str, facts: Facts, questions: Questions) -> None:
        """Keep the chunks, and their parts, that have to be parsed."""
        self._settling.settle(facts, questions)
        reach = self._reach
        selecting.widen(facts, self._following, reach.sets, reach.alone, self._reading, self._calling)
        leave_out(facts, text, self._reach)
        facts.chunks = [chunk for chunk in facts.chunks if chunk.wanted_by]

    def _salvaged(self, path: Path, shown: str, linted: bool) -> Salvaged | None:
        """What other files need to know of one that does not parse, and maybe a text that does."""
        if path.suffix != ".py":
            return None
        from lint_rules.analysis.reading.salvage import salvaged

        try:
            text = load_python(path, self.texts)
            found = salvaged(text, shown, self._screen(text, shown) if linted else None)
        except sources.UnreadableError:
            return None
        if found is not None and found.text is None:
            found.facts.chunks = []
        return found

    def _screen(self, text: str, shown: str) -> Screen:
        if not self.config.per_file_ignores:
            return Screen(self._triggers, text)
        return Screen(self._triggers, text, lambda code: self.config.wants_in(code, shown))

    def check(self, path: Path, answer: Callable[[Question], Answer]) -> Checked:
        """Show a wanted file to the rules."""
        if path not in self._marked:
            self.scan(path, linted=True)
        facts = self._marked.pop(path, None)
        if facts is None:  # changed or gone since it was scanned
            return Checked()
        questions = Questions(facts.path, answer)
        mended = self._mended.pop(path, None)

        def problems() -> list[Finding]:
            try:
                text = mended if mended is not None else load_python(path, self.texts)
                self._select(text, facts, questions)
                if not facts.chunks:
                    return []
                from lint_rules.analysis.tree.importing import import_libcst

                import_libcst()
                from lint_rules.checks.visiting import problems_in

                return problems_in(text, facts, questions, self.root, self.config)
            except sources.UnreadableError as fault:
                return [] if fault.vanished else [unparsable(facts.path, fault)]

        found = contained(problems, lambda fault: [fault], facts.path, _FILE)
        facts.chunks = []
        if mended is not None:
            found = [self._as_of_python_2(finding) for finding in found]
        return Checked(tuple(found), tuple(questions.asked.items()))

    def _as_of_python_2(self, finding: Finding) -> Finding:
        """Without a fix, which would have to be one of the text as it is written."""
        sure = "low" if finding.code in self._salted else finding.confidence
        return replace(finding, fix=None, confidence=sure)
