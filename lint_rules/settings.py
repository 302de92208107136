"""Where the settings of a run come from: a file, single settings given inline, and the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.config import (
    Config,
    check_selectors,
    config_from,
    find_config_file,
    load_config,
    parse_inline,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lint_rules.config import Profile
    from lint_rules.model import Confidence


@dataclass(frozen=True)
class Settings:
    """What the command line says. `select` replaces what the file says, the other lists add to it."""

    file: Path | None = None
    inline: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: Profile | None = None
    min_confidence: Confidence | None = None
    baseline: Path | None = None

    @classmethod
    def with_config(cls, values: Iterable[str]) -> Settings:
        """Settings from what `--config` was given: files, or single settings such as `profile="strict"`."""
        files = [value for value in values if "=" not in value or Path(value).is_file()]
        inline = tuple(value for value in values if value not in files)
        return cls(file=Path(files[-1]) if files else None, inline=inline)

    def load(self, folder: Path) -> Config:
        """The settings for a project: its own, and these over them."""
        file = self.file or find_config_file(folder)
        config = load_config(file) if file is not None else Config()
        for text in self.inline:
            config = config_from(parse_inline(text), "--config", Path.cwd(), config)
        if self.select is not None:
            config = replace(config, select=check_selectors(self.select, "--select"))
        return replace(
            config,
            extend_select=config.extend_select + check_selectors(self.extend_select, "--extend-select"),
            ignore=config.ignore + check_selectors(self.ignore, "--ignore"),
            exclude=config.exclude + self.exclude,
            profile=self.profile or config.profile,
            min_confidence=self.min_confidence or config.min_confidence,
            baseline=self.baseline or config.baseline,
        )
