"""A fault of the linter itself costs the rule its say at one place, or one file, and never the run.

It is told as a finding, so that it passes through processes, the cache, editors and every format, and ends
the run with exit status 2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.errors import LintError
from lint_rules.model import INTERNAL_ERROR_NAME, SYNTAX_ERROR, Finding, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.rule import Rule

_T = TypeVar("_T")

MEANT: tuple[type[Exception], ...] = (UnreadableError, LintError)
"""Errors that are a word to the user, not a fault of the linter."""
CONTAINED: tuple[type[Exception], ...] = (Exception,)
"""What is told as a finding; tests empty it, so that a fault of the linter fails them."""

_TOP = Span(1, 1, 1, 2)
_PACKAGE = Path(__file__).parent.parent


def contained(work: Callable[[], _T], otherwise: Callable[[Finding], _T], path: str, lost: str) -> _T:
    """What the work on a file gives, or what is made of the finding that says why it gave nothing."""
    try:
        return work()
    except MEANT:
        raise
    except CONTAINED as error:
        return otherwise(internal_error(path, error, lost=lost))


def internal_error(
    path: str,
    error: Exception,
    where: Span = _TOP,
    rule: type[Rule] | None = None,
    lost: str = "this place is not judged",
) -> Finding:
    """The finding that says so. ``lost``: what is not known because of it."""
    import traceback  # takes longer than the rest of a short run

    who = f"{rule.code} ({rule.name})" if rule is not None else "the linter"
    said = " ".join(traceback.format_exception_only(type(error), error)[-1].split())
    message = f"{who} failed at {_place(error)}: {said}; {lost}, please report this"
    return Finding(path, *where, SYNTAX_ERROR, INTERNAL_ERROR_NAME, message)


def _place(error: Exception) -> str:
    """The line of this package that was being run."""
    import traceback

    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _PACKAGE in Path(frame.filename).parents:
            return f"{Path(frame.filename).relative_to(_PACKAGE.parent).as_posix()}:{frame.lineno}"
    return "an unknown line"
