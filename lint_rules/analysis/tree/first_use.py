"""Where something is first used: a loader draws where it is gone through, not where it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.analysis.tree.source import SourceFile


def first_use(file: SourceFile, call: cst.Call) -> cst.CSTNode:
    """The first place in the same function where what a call makes may be gone through; else the call.

    Asking for its length goes through nothing, and looking at the first batch comes to nothing.
    Where only other functions use it, the first of these places.
    """
    assign = file.parent(call)
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
        return call
    target = assign.targets[0].target
    if not isinstance(target, cst.Name):
        return call
    function = file.function(call)
    uses = [use for use in later_uses(file, assign, target.value) if not _is_measured(file, use)]
    working = [use for use in uses if not _is_looked_at(file, use)]
    here = [use for use in working if file.function(use) is function]
    return next(iter(here or working or uses), call)


def _is_measured(file: SourceFile, use: cst.CSTNode) -> bool:
    arg = file.parent(use)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.len"


def _is_looked_at(file: SourceFile, use: cst.CSTNode) -> bool:
    """`for images, labels in loader: print(images.shape); break`: what is left of it is what was printed."""
    loop = file.parent(use)
    while isinstance(loop, cst.Arg | cst.Call):
        loop = file.parent(loop)
    if not isinstance(loop, cst.For) or not isinstance(loop.body, cst.IndentedBlock):
        return False
    *shown, last = (small for line in loop.body.body for small in _small(line))
    return isinstance(last, cst.Break) and all(_only_prints(file, one) for one in shown)


def _small(line: cst.BaseStatement) -> Sequence[cst.BaseSmallStatement | None]:
    return line.body if isinstance(line, cst.SimpleStatementLine) else (None,)


def _only_prints(file: SourceFile, statement: cst.BaseSmallStatement | None) -> bool:
    call = statement.value if isinstance(statement, cst.Expr) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.print"
