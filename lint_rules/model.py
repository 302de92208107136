"""The values that travel through the linter: what a rule says, and what the user gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SYNTAX_ERROR = "REP000"
SYNTAX_ERROR_NAME = "syntax-error"


class Span(NamedTuple):
    """A place in a file: lines and columns count from 1, columns in characters, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


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

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.message)


@dataclass(frozen=True)
class Dependency:
    """One entry of a dependency file. `pinned` says that it can only ever mean one set of bytes."""

    kind: str
    name: str
    text: str
    pinned: bool
    reason: str  # why it is not pinned
    span: Span
