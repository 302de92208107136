"""Work that is shuffled so that several workers begin at different places: each item has its own file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import derived_names, mentions
from lint_rules.analysis.ordering.order import OrderFlow
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.consumers import PROGRESS_BARS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_PLACE = re.compile(
    r"(.*_)?(cache|dest|dst|out|output|result|save|target)s?_?"
    r"(dir|file|filename|fn|folder|fp|name|path)"
)


def is_order_of_work(file: SourceFile, node: cst.Call) -> bool:
    """`shuffle(tasks)`, of which only a loop comes: `for task in tasks: out_path = name(task); …`"""
    if not file.resolve(node.func).endswith(".shuffle") or not node.args:
        return False
    shuffled = node.args[0].value
    if not isinstance(shuffled, cst.Name):
        return False
    uses = later_uses(file, node, shuffled.value)
    loops = [_loop_through(file, use) for use in uses]
    return bool(loops) and all(loop is not None and _is_worked_off(file, loop) for loop in loops)


def _loop_through(file: SourceFile, use: cst.Name) -> cst.For | None:
    """`for task in tasks`, `for task in tqdm(tasks)`; `enumerate` tells the loop the order."""
    items: cst.CSTNode = use
    argument = file.parent(use)
    call = file.parent(argument) if isinstance(argument, cst.Arg) else None
    if isinstance(call, cst.Call) and (dotted_name(call.func) or "").rpartition(".")[2] in PROGRESS_BARS:
        items = call
    loop = file.parent(items)
    return loop if isinstance(loop, cst.For) and loop.iter is items else None


def _is_worked_off(file: SourceFile, loop: cst.For) -> bool:
    """Whether each item has a file of its own, and nothing else that the loop leaves tells the order."""
    items = derived_names(file, loop)
    assigns = file.of_kind(cst.Assign, loop.body)
    places = any(
        _PLACE.fullmatch(dotted_name(one.targets[0].target) or "") and mentions(file, one.value, items)
        for one in assigns
    )
    return places and not _counts_or_ends(file, loop) and OrderFlow(file).loops.reason(loop) is None


def _counts_or_ends(file: SourceFile, loop: cst.For) -> bool:
    """Whether the first items may fare otherwise than the last: `if n < 100: …` and `n += 1`, or `break`."""
    around = file.function(loop)
    return any(
        isinstance(part, cst.AugAssign | cst.Break | cst.Return) and file.function(part) is around
        for part in file.below(loop.body)
    )
