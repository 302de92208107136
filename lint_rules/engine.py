"""What to lint, under which settings; `run.py` does it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load
from lint_rules.analysis.reading.sources import NOTEBOOK
from lint_rules.discovery import discover, each_file, is_python_script, project_root
from lint_rules.errors import LintError
from lint_rules.resources import Resources
from lint_rules.run import Run
from lint_rules.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lint_rules.config import Config
    from lint_rules.model import Finding


@dataclass(frozen=True)
class Session:
    """What to lint, seen from where, under which settings."""

    paths: tuple[Path, ...]
    root: Path  # findings are relative to it
    search: Path | None  # the project, whose Python files all count for seeding; None where there is none
    config: Config
    # What stands for the content of files: standard input, an editor's buffer, a fix not yet written.
    texts: Mapping[Path, str] = field(default_factory=dict)
    resources: Resources = field(default_factory=Resources)

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
        """The files to lint, sorted, each once."""
        return discover(self.paths, self.config.exclude, self.root, self.texts)

    def has_files(self) -> bool:
        """Whether there is anything to lint."""
        return any(True for _ in each_file(self.paths, self.config.exclude, self.root, self.texts))

    def scripts(self) -> frozenset[Path]:
        """Of the files, those that are Python although their names do not say so."""
        return frozenset(path for path in self.paths if is_python_script(path, self.texts))

    def lint(self) -> list[Finding]:
        run = Run(self.root, self.config, self.search, self.texts, self.resources, self.scripts())
        found = run.findings(self.files())
        shown = [finding for finding in found if self.config.shows(finding.confidence)]
        if not any(finding.path.endswith(NOTEBOOK) for finding in shown):
            return shown
        from lint_rules.analysis.reading.notebooks import placed_in_cells

        return placed_in_cells(shown, lambda path: load(self.root / path, self.texts))


def lint_paths(
    paths: Iterable[Path | str],
    *,
    root: Path | None = None,
    config: Config | None = None,
    opt_in: bool = False,
    unsure: bool = False,
) -> list[Finding]:
    """See `lint_rules.lint`."""
    session = Session.open(paths, root, config)
    if unsure:
        session = Session.open(paths, root, replace(session.config, min_confidence="low"))
    if opt_in:
        from lint_rules.catalogue import opt_in_codes

        codes = (*session.config.extend_select, *sorted(opt_in_codes()))
        session = Session.open(paths, root, replace(session.config, extend_select=codes))
    return session.lint()
