"""Where something is first used: a loader draws where it is gone through, not where it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def first_use(file: SourceFile, call: cst.Call) -> cst.CSTNode:
    """The first place in the same function where what a call makes may be gone through; else the call.

    Asking for its length goes through nothing. Where only other functions use it, the first of these places.
    """
    assign = file.parent(call)
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
        return call
    target = assign.targets[0].target
    if not isinstance(target, cst.Name):
        return call
    function = file.function(call)
    uses = [use for use in later_uses(file, assign, target.value) if not _is_measured(file, use)]
    here = [use for use in uses if file.function(use) is function]
    return next(iter(here or uses), call)


def _is_measured(file: SourceFile, use: cst.CSTNode) -> bool:
    arg = file.parent(use)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.len"
