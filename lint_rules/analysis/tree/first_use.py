"""Where something is first used: a loader draws where it is gone through, not where it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import is_store, later_uses, occurrences
from lint_rules.analysis.tree.smoke import works
from lint_rules.analysis.tree.values import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.analysis.tree.source import SourceFile

_PASSED = (
    cst.Arg,
    cst.Call,
    cst.Element,
    cst.FormattedString,
    cst.FormattedStringExpression,
    cst.Tuple,
)


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


def is_never_used(file: SourceFile, call: cst.Call) -> bool:
    """Whether a notebook makes something, and asks at most for its length."""
    assign = file.parent(call)
    if not isinstance(assign, cst.Assign) or not file.is_notebook:
        return False
    return all(
        isinstance(target, cst.Name)
        and all(_is_measured(file, use) for use in later_uses(file, assign, target.value))
        for target in targets_of(assign)
    )


def _is_measured(file: SourceFile, use: cst.CSTNode) -> bool:
    arg = file.parent(use)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.len"


def _is_looked_at(file: SourceFile, use: cst.CSTNode) -> bool:
    """Whether a use only shows the loader, or a batch of it.

    `for images, labels in loader: print(images.shape); break`, `image, _ = next(iter(loader)); show(image)`,
    and plainly `loader` or `print(loader)`.
    """
    around = file.parent(use)
    while isinstance(around, _PASSED):
        if isinstance(around, cst.Call) and file.resolve(around.func) == "builtins.next":
            return _is_batch_shown(file, around)
        around = file.parent(around)
    if isinstance(around, cst.Expr):
        return not isinstance(around.value, cst.Call) or _only_prints(file, around)
    if not isinstance(around, cst.For) or not isinstance(around.body, cst.IndentedBlock):
        return False
    *shown, last = (small for line in around.body.body for small in _small(line))
    return isinstance(last, cst.Break) and all(_only_prints(file, one) for one in shown)


def _is_batch_shown(file: SourceFile, taken: cst.Call) -> bool:
    """Whether nothing is trained with a batch that was taken, nor kept of it."""
    assign = file.parent(taken)
    if not isinstance(assign, cst.Assign):
        return False
    names = [part.value for part in file.below(assign.targets[0].target) if isinstance(part, cst.Name)]
    return not any(_is_worked_with(file, use) for name in names for use in _next_uses(file, assign, name))


def _next_uses(file: SourceFile, assign: cst.Assign, name: str) -> Iterator[cst.Name]:
    """Reads of a name until it is written to again, be it by a loop."""
    end = file.end(assign)
    for use in occurrences(file, file.function(assign), name):
        if file.order(use) > end:
            if is_store(file, use):
                return
            yield use


def _is_worked_with(file: SourceFile, use: cst.CSTNode) -> bool:
    statement = next((a for a in file.ancestors(use) if isinstance(a, cst.BaseStatement)), None)
    return statement is None or any(
        isinstance(part, cst.Call) and works(part) for part in file.below(statement)
    )


def _small(line: cst.BaseStatement) -> Sequence[cst.BaseSmallStatement | None]:
    return line.body if isinstance(line, cst.SimpleStatementLine) else (None,)


def _only_prints(file: SourceFile, statement: cst.BaseSmallStatement | None) -> bool:
    call = statement.value if isinstance(statement, cst.Expr) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.print"
