"""The values that travel through the linter: what a rule says, and what the user gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

SYNTAX_ERROR = "REP000"
SYNTAX_ERROR_NAME = "syntax-error"
SYNTAX_ERROR_SUMMARY = (
    "File that cannot be read or does not parse, or at which the linter itself failed; always reported."
)
INTERNAL_ERROR_NAME = "internal-error"  # the name of a REP000 that is the linter's own fault

# How sure a rule is that a run can differ. By default high and medium are shown.
Confidence: TypeAlias = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")

# How narrowly a manifest fixes what gets installed: not at all, to versions below an upper bound, to one
# version, to one set of bytes.
Level: TypeAlias = Literal["none", "range", "exact", "hash"]
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

    @property
    def is_internal(self) -> bool:
        """Whether it tells of a fault of the linter, not of the file."""
        return self.name == INTERNAL_ERROR_NAME
