"""Arrays that are drawn only to have room: a loop then puts something else in every item."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import spelled
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


def is_filled_later(file: SourceFile, node: cst.CSTNode) -> bool:
    """`cache = torch.rand(len(paths), 3); for i, path in enumerate(paths): cache[i] = load(path)`"""
    assign, name = file.parent(node), holder_of(file, node)
    if not isinstance(assign, cst.Assign) or name is None:
        return False
    uses = spelled(file, file.function(node), name)
    first = bisect_right(uses, file.end(assign), key=file.order)
    loop = _outermost_loop(file, uses[first], assign) if first < len(uses) else None
    if loop is None or not _fits(file, loop, node):
        return False
    return all(_fills_item(file, use, loop) for use in takewhile(partial(file.holds, loop), uses[first:]))


def _outermost_loop(file: SourceFile, use: cst.CSTNode, assign: cst.Assign) -> cst.For | None:
    """The loop after an assignment in which a name is first used, with nothing to decide about that use."""
    found = None
    for ancestor in file.ancestors(use):
        if isinstance(ancestor, cst.FunctionDef) or file.holds(ancestor, assign):
            return found
        if isinstance(ancestor, cst.For):
            found = ancestor
        elif isinstance(ancestor, cst.If | cst.Try | cst.While | cst.Match | cst.IfExp):
            return None
    return found


def _fits(file: SourceFile, loop: cst.For, node: cst.CSTNode) -> bool:
    """Whether a loop may come to every item: a `range` has to be one of the sizes that are drawn."""
    over = loop.iter
    if not isinstance(over, cst.Call) or file.resolve(over.func) != "builtins.range":
        return True
    sizes = [stop.value for stop in over.args]
    return len(sizes) == 1 and any(part.deep_equals(sizes[0]) for part in file.below(node))


def _fills_item(file: SourceFile, use: cst.CSTNode, loop: cst.For) -> bool:
    """`cache[i, :] = …` or `cache[i][j] = …`, with indices that a loop counts."""
    indices: list[cst.BaseExpression] = []
    item = use
    while isinstance(above := file.parent(item), cst.Subscript) and above.value is item:
        for element in above.slice:
            if isinstance(element.slice, cst.Index):
                indices.append(element.slice.value)
            elif isinstance(element.slice, cst.Slice) and element.slice.lower is not None:
                indices.append(element.slice.lower)
        item = above
    named = [index for index in indices if not isinstance(index, cst.Ellipsis)]
    counted = set(_counted(file, loop))
    return (
        isinstance(file.parent(item), cst.AssignTarget)
        and bool(named)
        and all(isinstance(index, cst.Name) and index.value in counted for index in named)
    )


def _counted(file: SourceFile, loop: cst.For) -> Iterator[str]:
    """The names that stand for a number which a loop, or one inside it, raises by itself."""
    for part in file.below(loop):
        if isinstance(part, cst.AugAssign) and isinstance(part.operator, cst.AddAssign):
            yield dotted_name(part.target) or ""
        if isinstance(part, cst.For) and isinstance(part.iter, cst.Call):
            over = file.resolve(part.iter.func)
            target: cst.CSTNode = part.target
            if over == "builtins.enumerate" and isinstance(target, cst.Tuple) and len(part.iter.args) == 1:
                target = target.elements[0].value
            if over in ("builtins.enumerate", "builtins.range") and isinstance(target, cst.Name):
                yield target.value
