"""A dependency or pipeline file: read into entries, which the rules judge."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources
from lint_rules.analysis.reading.loading import load_written
from lint_rules.catalogue import catalogue
from lint_rules.checks.containing import contained
from lint_rules.checks.findings import finding_of, unparsable
from lint_rules.discovery import is_python, relative_path
from lint_rules.manifests import Manifest, may_be_other, readers_for
from lint_rules.model import Span
from lint_rules.suppression import is_suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lint_rules.config import Config
    from lint_rules.entries import Entry
    from lint_rules.model import Finding
    from lint_rules.rule import ManifestRule, Problem, Rule

_TEMPLATE = re.compile(r"(?<!\$)\{\{[^{}\n]+\}\}|\{%[^%\n]*%\}")


class ManifestChecks:
    """Checks the manifests of one run."""

    def __init__(self, root: Path, config: Config, texts: Mapping[Path, str]) -> None:
        self.root = root
        self.config = config
        self.texts = texts

    @cached_property
    def _rules(self) -> list[type[ManifestRule]]:
        from lint_rules.rule import ManifestRule

        wanted = [r.load() for r in catalogue() if r.reads_manifests and self.config.wants(r.code)]
        return [rule for rule in wanted if issubclass(rule, ManifestRule)]

    def check(self, path: Path, *, declares: bool = False) -> list[Finding]:
        """`declares`: a script, of which its scan says so."""
        shown = relative_path(path, self.root)
        return contained(
            lambda: self._check(path, shown, declares),
            lambda fault: [fault],
            shown,
            "what it declares is not judged",
        )

    def _check(self, path: Path, shown: str, declares: bool) -> list[Finding]:
        readers = readers_for(path, declares=declares)
        if not readers:
            return []
        rules = [rule for rule in self._rules if self.config.wants_in(rule.code, shown)]
        if not rules:
            return []
        try:
            manifest = Manifest(path, shown, load_written(path, self.texts), self.root, self.config)
        except sources.UnreadableError as fault:
            # The scan of the source has said so already, or nobody said that it was a manifest.
            known = fault.vanished or is_python(path) or all(may_be_other(reader) for reader in readers)
            return [] if known else [unparsable(shown, fault)]
        try:
            entries = [entry for reader in readers for entry in reader.read(manifest)]
        except sources.UnreadableError as fault:
            silent = (is_python(path) and not declares) or _is_filled_in_later(manifest)
            return [] if silent else [unparsable(shown, fault)]
        return _judged(manifest, entries, rules)


def _is_filled_in_later(manifest: Manifest) -> bool:
    """Whether a file of settings is a template: of YAML, what is one is known where it is read."""
    settings = manifest.path.suffix in (".toml", ".cfg") or manifest.path.name == "Pipfile"
    return settings and _TEMPLATE.search(manifest.text) is not None


def _judged(manifest: Manifest, entries: list[Entry], rules: list[type[ManifestRule]]) -> list[Finding]:
    from lint_rules.fixes import manifest_fix_of

    silenced = sources.line_comments(manifest.text) if entries else {}
    found: dict[Finding, None] = {}
    for rule, problem in _problems(manifest, entries, rules):
        assert isinstance(problem.where, Span), "a problem of a manifest stands at a span"
        fix = manifest_fix_of(problem.fix) if problem.fix is not None else None
        finding = finding_of(rule, manifest.shown, problem, problem.where, fix)
        if not is_suppressed(finding, silenced):
            found[finding] = None
    return list(found)


def _problems(
    manifest: Manifest, entries: list[Entry], rules: list[type[ManifestRule]]
) -> Iterator[tuple[type[Rule], Problem]]:
    for rule in rules:
        check = rule(manifest)
        for entry in entries:
            if isinstance(entry, rule.entries):
                for problem in check.check(entry):
                    yield rule, problem
