"""The values that travel through the linter: what a rule says, and what the user gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

SYNTAX_ERROR = "REP000"
SYNTAX_ERROR_NAME = "syntax-error"
SYNTAX_ERROR_SUMMARY = "File that cannot be read or does not parse; always reported."

# How sure a rule is that a run can differ. By default high and medium are shown.
Confidence: TypeAlias = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")

# How narrowly a manifest fixes what gets installed: not at all, to versions below an upper bound, to one
# version, to one set of bytes.
Level: TypeAlias = Literal["none", "range", "exact", "hash"]
DependencyRole: TypeAlias = Literal["runtime", "optional", "development", "build", "environment"]
LEVELS: tuple[Level, ...] = ("none", "range", "exact", "hash")


class Span(NamedTuple):
    """A place in a file: lines and columns count from 1, columns in characters, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Edit(NamedTuple):
    """Text to put in the place of a span; an empty span inserts."""

    span: Span
    text: str

    @property
    def is_import(self) -> bool:
        """Whether the edit only adds an import, whose place within the module is free."""
        return self.span[:2] == self.span[2:] and self.text.startswith(("import ", "from "))


@dataclass(frozen=True)
class Fix:
    """A change that mends a finding. A safe one keeps what the program means, but for its nondeterminism."""

    message: str  # what is done, as an order: "Sort the listing"
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True)
class Finding:
    """A rule broken at a place. `path` is posix, and relative to the linted root where that is possible."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str
    message: str
    confidence: Confidence = "high"
    fix: Fix | None = None
    cell: int | None = None  # of a notebook, counted from 1; lines then count within it

    @property
    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        return (self.path, self.cell or 0, self.line, self.column, self.code, self.message)


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
