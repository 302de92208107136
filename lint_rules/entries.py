"""What manifests say: readers yield entries, rules judge them. Linting Python alone needs none of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lint_rules.model import LEVELS

if TYPE_CHECKING:
    from lint_rules.model import Level, Span

DependencyRole: TypeAlias = Literal["runtime", "optional", "development", "build", "environment"]


@dataclass(frozen=True)
class Entry:
    """Something that a manifest says, and where. Readers yield entries, rules judge them."""

    span: Span


@dataclass(frozen=True)
class Dependency(Entry):
    """A package that a manifest asks for, and how narrowly. Each kind of manifest derives its own."""

    name: str
    text: str
    level: Level
    reason: str = ""  # why it is fixed no more narrowly
    direct: bool = False  # a repository or a URL instead of versions
    published: bool = False  # a library asks for it, whose ranges are meant
    version: Span | None = None  # where its version stands, or would; None where it cannot be put
    exactly: str = "==%s"  # how one version is written there

    def meets(self, wanted: Level) -> bool:
        return LEVELS.index(self.level) >= LEVELS.index(wanted)


@dataclass(frozen=True)
class Requirement(Dependency):
    """A line of a requirements file."""


@dataclass(frozen=True)
class ProjectDependency(Dependency):
    """An entry of `pyproject.toml`, `setup.cfg`, `setup.py` or `Pipfile`."""

    role: DependencyRole = "runtime"


@dataclass(frozen=True)
class CondaDependency(Dependency):
    """An entry of a Conda environment, of a recipe or of pixi's manifest."""

    manager: Literal["conda", "pip"] = "conda"  # who installs it


@dataclass(frozen=True)
class ProjectPython(Entry):
    """Which Python a project runs on. The span is where one would look for it."""

    fixed_by: str  # the file that fixes the version, '' where none does


@dataclass(frozen=True)
class Lock(Entry):
    """A lock file of a manifest. The span is where the manifest lists what the lock is to hold."""

    file: str
    stale: bool
    names: tuple[str, ...]  # what differs, where that can be said
    remedy: str  # the command that makes it anew
