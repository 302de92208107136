"""One dependency that a project declares, whichever tool's table it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement

from lint_rules.manifests.python.requirement import Judgement, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.entries import DependencyRole
    from lint_rules.manifests.formats.toml import Way
    from lint_rules.model import Level


@dataclass(frozen=True)
class Wanted:
    """A dependency, and what a lock has to hold for it."""

    way: Way  # to the value in the file
    name: str
    text: str  # as it is written
    level: Level
    reason: str
    role: DependencyRole
    specifier: str | None = ""  # of the versions allowed, as PEP 440 has it; None where that cannot be said
    conditional: bool = False  # a marker decides whether it is installed
    direct: bool = False  # a repository, a URL or a path instead of versions

    @property
    def requirement(self) -> str:
        """As PEP 508 would have it, where only the version is written."""
        return self.text if self.text.startswith(self.name) else f"{self.name}{self.specifier or ''}"

    def from_source(self, judgement: Judgement) -> Wanted:
        """The same, installed from somewhere else than an index."""
        return Wanted(
            self.way,
            self.name,
            self.text,
            judgement.level,
            judgement.reason,
            self.role,
            None,
            self.conditional,
            True,
        )


def from_requirement(text: str, way: Way, role: DependencyRole) -> Wanted:
    """From a requirement of PEP 508."""
    judgement = judge(text)
    specifier, conditional = _details(text)
    direct = specifier is None
    return Wanted(
        way, judgement.name, text, judgement.level, judgement.reason, role, specifier, conditional, direct
    )


def _details(text: str) -> tuple[str | None, bool]:
    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        return ("" if "@" not in text and "/" not in text else None), ";" in text
    return None if parsed.url else str(parsed.specifier), parsed.marker is not None


def strings(value: Any) -> Iterator[tuple[int, str]]:
    """The strings of a list, with their indices; nothing where there is no list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield index, item
