"""Examples that are too many, or too special, for the file of their rule: one module for each rule."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.rule import Example

CODES = frozenset(path.stem.upper() for path in Path(__file__).parent.glob("rep*.py"))


def more_examples(code: str, kind: str) -> tuple[Example | str, ...]:
    """The `valid` or `invalid` ones of a rule; none where it has no module here."""
    if code not in CODES:
        return ()
    found: tuple[Example | str, ...] = getattr(import_module(f"{__name__}.{code.lower()}"), kind.upper())
    return found
