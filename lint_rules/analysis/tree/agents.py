"""Agents of reinforcement learning that a test makes only to look at what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.values import holder_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_ASKS = frozenset(
    f"builtins.{name}" for name in ("callable", "getattr", "hasattr", "isinstance", "print", "type")
)
_HARMLESS = ("get_", "save", "set_")


def is_only_made(file: SourceFile, node: cst.Call) -> bool:
    """Whether a test makes an agent and asks what it is, but nothing takes a step in its environment."""
    if not is_test_path(file.facts.path):
        return False
    statement, name = file.parent(node), holder_of(file, node)
    if statement is None or name is None:
        return isinstance(statement, cst.Expr)
    if not name.isidentifier():
        return False
    return not any(_may_act(file, use) for use in later_uses(file, statement, name))


def _may_act(file: SourceFile, use: cst.CSTNode) -> bool:
    """Whether an agent may do something: one of its methods is called, or it is handed on."""
    parent = file.parent(use)
    if isinstance(parent, cst.Attribute):
        call = file.parent(parent)
        called = isinstance(call, cst.Call) and call.func is parent
        return called and not parent.attr.value.startswith(_HARMLESS)
    call = file.parent(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(call, cst.Call):
        return file.resolve(call.func) not in _ASKS
    return not isinstance(parent, cst.Del | cst.Assert | cst.Comparison | cst.ComparisonTarget)
