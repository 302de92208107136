"""Which names hold a file that is open for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.values import held_values

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_WRITING = frozenset(f"{mode}{kind}" for mode in ("w", "a", "x") for kind in ("", "b", "t", "+", "b+", "+b"))


def is_written(file: SourceFile, name: cst.Name) -> bool:
    """Whether a name is bound to nothing but files that are opened for writing."""
    values = held_values(file, name, name.value)
    return bool(values) and all(_opens(value) for value in values)


def _opens(value: cst.BaseExpression | None) -> bool:
    if not isinstance(value, cst.Call):
        return False
    last = value.func.attr if isinstance(value.func, cst.Attribute) else value.func
    named = isinstance(last, cst.Name) and last.value == "open"
    return named and any(constant(arg.value) in _WRITING for arg in value.args)
