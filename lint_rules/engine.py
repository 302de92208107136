"""The pipeline: discover, screen, parse, run the rules, suppress, sort."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.analysis import selecting, sources
from lint_rules.analysis.answers import Answers
from lint_rules.analysis.loading import load, load_python, load_written
from lint_rules.analysis.nodes import node_names
from lint_rules.analysis.notebooks import placed_in_cells
from lint_rules.analysis.project import Project
from lint_rules.analysis.questions import Questions
from lint_rules.analysis.screen import Screens
from lint_rules.discovery import discover, is_python, project_root, relative_path, walk
from lint_rules.errors import LintError
from lint_rules.fixes import fix_of, manifest_fix_of
from lint_rules.manifests import Manifest, may_be_other, readers_for
from lint_rules.model import SYNTAX_ERROR, SYNTAX_ERROR_NAME, Finding, Span
from lint_rules.registry import all_rules, visitor_names
from lint_rules.rule import ManifestRule, Rule, SourceRule
from lint_rules.settings import Settings
from lint_rules.suppression import is_suppressed, suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import libcst as cst

    from lint_rules.analysis.facts import Facts
    from lint_rules.analysis.screen import Screen
    from lint_rules.analysis.source import SourceFile
    from lint_rules.config import Config
    from lint_rules.model import Entry, Fix
    from lint_rules.rule import Problem


@dataclass(frozen=True)
class Session:
    """What to lint, seen from where, under which settings."""

    paths: tuple[Path, ...]
    root: Path  # findings are relative to it
    search: Path | None  # the project, whose Python files all count for seeding; None where there is none
    config: Config
    # What stands for the content of files: standard input, an editor's buffer, a fix not yet written.
    texts: Mapping[Path, str] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        paths: Iterable[Path | str],
        root: Path | None = None,
        config: Config | None = None,
        settings: Settings | None = None,
        texts: Mapping[Path, str] | None = None,
    ) -> Session:
        """Find the project around some paths, and its settings unless they are given."""
        absolute = tuple(Path(os.path.abspath(path)) for path in paths)  # noqa: PTH100 - keep links as given
        texts = texts or {}
        for path in absolute:
            if path not in texts and not path.exists():
                raise LintError(f"{path}: no such file or directory")
        search = Path(os.path.abspath(root)) if root is not None else project_root(absolute)  # noqa: PTH100
        folders = [str(p if p.is_dir() else p.parent) for p in absolute] or [str(Path.cwd())]
        anchor = search if search is not None else Path(os.path.commonpath(folders))
        if config is None:
            config = (settings or Settings()).load(anchor)
        return cls(absolute, anchor, search, config, texts)

    def files(self) -> list[Path]:
        """The files to lint, sorted."""
        return discover(self.paths, self.config.exclude, self.root, self.texts)

    def lint(self) -> list[Finding]:
        found = Run(self.root, self.config, self.search, self.texts).findings(self.files())
        shown = [finding for finding in found if self.config.shows(finding.confidence)]
        return placed_in_cells(shown, lambda path: load(self.root / path, self.texts))


def lint_paths(
    paths: Iterable[Path | str], *, root: Path | None = None, config: Config | None = None
) -> list[Finding]:
    """See `lint_rules.lint`."""
    return Session.open(paths, root, config).lint()


class Run:
    """One run of the linter. `search` is the folder whose Python files count for seeding across files."""

    def __init__(
        self, root: Path, config: Config, search: Path | None, texts: Mapping[Path, str] | None = None
    ) -> None:
        self.root = root
        self.config = config
        self.search = search
        self.texts = texts or {}
        rules = [rule for rule in all_rules() if config.wants(rule.code)]
        self.source_rules = [r for r in rules if issubclass(r, SourceRule)]
        self.manifest_rules = [r for r in rules if issubclass(r, ManifestRule)]
        self._screens = Screens(self.source_rules)

    def findings(self, files: list[Path]) -> list[Finding]:
        python = [path for path in files if is_python(path)]
        found: list[Finding] = []
        scanned: list[tuple[Path, Facts]] = []
        for path in python:
            facts = self._scan(path, found)
            if facts is not None:
                scanned.append((path, facts))
        project = Project([f for _, f in scanned], lambda: self._others(frozenset(python)))
        answers = Answers(project, self.root)
        for path, facts in scanned:
            if any(chunk.wanted_by for chunk in facts.chunks):
                found += self._lint_source(path, facts, Questions(facts.path, answers))
        for path in files:
            found += self._lint_manifest(path)
        return sorted(found, key=lambda finding: finding.sort_key)

    # -- screen --------------------------------------------------------------------------------------------

    def _scan(self, path: Path, problems: list[Finding] | None) -> Facts | None:
        """The facts of a file. With `problems`, chunks are marked and faults are reported there."""
        shown = relative_path(path, self.root)
        try:
            text = load_python(path, self.texts)
            screen = self._screen(text, shown) if problems is not None else None
            facts = sources.scan_text(text, shown, screen)
        except sources.UnreadableError as fault:
            if problems is not None and not fault.vanished:
                problems.append(_unparsable(shown, fault))
            return None
        if screen is not None:
            selecting.widen(facts, frozenset(r.code for r in self.source_rules if r.follows_names))
            selecting.leave_out(facts, text, frozenset(r.code for r in self.source_rules if r.whole_classes))
        selecting.forget(facts)
        return facts

    def _screen(self, text: str, shown: str) -> Screen:
        marked = self._screens.marked(text)
        if self.config.per_file_ignores:
            marked = [rule for rule in marked if self.config.wants_in(rule.code, shown)]
        return self._screens.screen(marked)

    def _others(self, linted: frozenset[Path]) -> Iterator[Facts]:
        if self.search is None:
            return
        for path in walk(self.search, self.config.exclude, self.root):
            if is_python(path) and path not in linted:
                facts = self._scan(path, None)
                if facts is not None:
                    yield facts

    # -- rules ---------------------------------------------------------------------------------------------

    def _lint_source(self, path: Path, facts: Facts, questions: Questions) -> list[Finding]:
        from lint_rules.analysis.source import SourceFile

        try:
            text = load_python(path, self.texts)
        except sources.UnreadableError:
            return []
        codes = {code for chunk in facts.chunks for code in chunk.wanted_by}
        rules = [rule for rule in self.source_rules if rule.code in codes]
        try:
            file = SourceFile(text, facts, frozenset(codes), questions, self.root)
        except (RecursionError, sources.parser_errors()) as error:
            return [_unparsable(facts.path, sources.UnreadableError.from_parser(error))]
        raw = _problems(file, rules)
        silenced = suppressions(text) if raw else {}
        found: dict[Finding, None] = {}
        for rule, problem in raw:
            finding, last_line = _located(file, rule, problem)
            if not is_suppressed(finding, silenced, last_line):
                found[finding] = None
        return list(found)

    def _lint_manifest(self, path: Path) -> list[Finding]:
        shown = relative_path(path, self.root)
        readers = readers_for(path)
        rules = [r for r in self.manifest_rules if self.config.wants_in(r.code, shown)]
        if not readers or not rules:
            return []
        try:
            manifest = Manifest(path, shown, load_written(path, self.texts), self.root, self.config)
        except sources.UnreadableError as fault:
            # The scan of the source has said so already, or nobody said that it was a manifest.
            known = fault.vanished or is_python(path) or all(may_be_other(reader) for reader in readers)
            return [] if known else [_unparsable(shown, fault)]
        try:
            entries = [entry for reader in readers for entry in reader.read(manifest)]
        except sources.UnreadableError as fault:
            return [] if is_python(path) else [_unparsable(shown, fault)]
        silenced = sources.line_comments(manifest.text) if entries else {}
        found: dict[Finding, None] = {}
        for rule, problem in _manifest_problems(manifest, entries, rules):
            fix = manifest_fix_of(problem.fix) if problem.fix is not None else None
            finding = _finding(rule, shown, problem, _span_of(problem), fix)
            if not is_suppressed(finding, silenced, finding.end_line):
                found[finding] = None
        return list(found)


def _manifest_problems(
    manifest: Manifest, entries: list[Entry], rules: list[type[ManifestRule]]
) -> Iterator[tuple[type[Rule], Problem]]:
    for rule in rules:
        check = rule(manifest)
        for entry in entries:
            if isinstance(entry, rule.entries):
                for problem in check.check(entry):
                    yield rule, problem


def _span_of(problem: Problem) -> Span:
    assert isinstance(problem.where, Span), "a problem of a manifest stands at a span"
    return problem.where


def _problems(file: SourceFile, rules: list[type[SourceRule]]) -> list[tuple[type[Rule], Problem]]:
    """One pass over the nodes, each handed to the rules that asked for its type."""
    table: dict[type, list[tuple[type[Rule], Callable[[cst.CSTNode], Iterator[Problem] | None]]]]
    table = defaultdict(list)
    for rule in rules:
        instance = rule(file)
        for name, node_type in _visitors(rule).items():
            table[node_type].append((rule, getattr(instance, name)))
    found: list[tuple[type[Rule], Problem]] = []
    for node in file.nodes:
        for speaker, visit in table.get(type(node), ()):
            with suppress(RecursionError):  # an expression too deep to be judged
                found += [(speaker, problem) for problem in visit(node) or ()]
    return found


def _visitors(rule: type[SourceRule]) -> Mapping[str, type]:
    return {name: node_names()[name] for name in visitor_names(rule)}


def _located(file: SourceFile, rule: type[Rule], problem: Problem) -> tuple[Finding, int]:
    """The finding, and the last line of the simple statement that holds it."""
    where = problem.where
    fix = fix_of(problem.fix, file) if problem.fix is not None else None
    if isinstance(where, Span):
        return _finding(rule, file.facts.path, problem, where, fix), where.end_line
    return _finding(rule, file.facts.path, problem, file.position(where), fix), file.last_line(where)


def _finding(rule: type[Rule], path: str, problem: Problem, span: Span, fix: Fix | None) -> Finding:
    return Finding(path, *span, rule.code, rule.name, problem.message, problem.confidence, fix)


def _unparsable(path: str, fault: sources.UnreadableError) -> Finding:
    line, column = fault.line, fault.column
    return Finding(path, line, column, line, column + 1, SYNTAX_ERROR, SYNTAX_ERROR_NAME, fault.message)
