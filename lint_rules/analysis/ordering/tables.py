"""Tables that a loop fills: their keys stand in the order of the items, for whoever goes through them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions, start_value
from lint_rules.analysis.ordering.held import MAPPING
from lint_rules.analysis.tree.names import bindings, is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.consumers import ADDING_DICTS, DICT_CLASSES

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.held import Follow
    from lint_rules.analysis.tree.source import SourceFile

    Loop = cst.For | cst.While

# `id2image`, `file_2_rows`, `name_to_size`, `sizes_by_name`, `label_map`; but `word2idx` holds a number for
# each place.
_NUMBERS = r"(?!_?(i|id|ids|idx|index|indices|int|ix|num|number|pos|vec)$)"
_TABLE = re.compile(
    rf"[a-z](2|_2_){_NUMBERS}_?[a-z]|[a-z]_to_{_NUMBERS}[a-z]|_by_[a-z]|(^|_)(map|mapping|dict|lookup)$"
)
_OF_TABLE = "decides the order of a table"
_DEPTH = 6


def filling_effect(
    file: SourceFile, node: cst.CSTNode, loop: Loop, items: set[str], follow: Follow
) -> str | None:
    """`table[item] = ...`, `table[item.kind].add(item)`: where the order of the keys gets out, or None."""
    place = _place(node)
    table = place.value if place is not None else None
    if place is None or not isinstance(table, cst.Name) or not mentions(file, place.slice[0], items):
        return None
    made = _made_empty(file, table.value, loop)
    if made not in (DICT_CLASSES if isinstance(node, cst.Assign) else ADDING_DICTS):
        return None
    end = file.end(loop)
    for use in occurrences(file, file.function(loop), table.value):
        if file.order(use) > end and not is_store(file, use):
            reason = follow(use, MAPPING, _DEPTH)
            if reason is not None:
                return reason if reason.startswith(_OF_TABLE) else f"{_OF_TABLE}, and that {reason}"
    return None


def _place(node: cst.CSTNode) -> cst.Subscript | None:
    """The place of a table in which a statement stores something, or a method puts it."""
    target: cst.CSTNode | None = None
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
    elif isinstance(node, cst.AugAssign):
        target = node.target
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        target = node.func.value
    return target if isinstance(target, cst.Subscript) else None


def _made_empty(file: SourceFile, name: str, loop: Loop) -> str:
    """The class of a table whose keys only the loop puts in order: `table = {}`, and nothing in between."""
    function = file.function(loop)
    bound = bindings(file, function, name)
    if len(bound) != 1 or _is_filled_before(file, bound[0][0], loop):
        return ""
    start = start_value(file, name, loop)
    if isinstance(start, cst.Dict):
        return "" if start.elements else "builtins.dict"
    if not isinstance(start, cst.Call):
        return ""
    made = file.resolve(start.func)
    return made if len(start.args) <= (made == "collections.defaultdict") else ""


def _is_filled_before(file: SourceFile, made: cst.Name, loop: Loop) -> bool:
    """`table[name] = []` in another loop, `fill(table)`"""
    first, last = file.order(made), file.order(loop)
    uses = occurrences(file, file.function(loop), made.value)
    return any(first < file.order(use) < last for use in uses)


def makes_table(file: SourceFile, call: cst.Call) -> bool:
    """`id2image = load(ids)`: a table by its name, in which items are looked up."""
    assign = file.parent(call)
    targets = assign.targets if isinstance(assign, cst.Assign) else ()
    return any(_TABLE.search((dotted_name(t.target) or "").rpartition(".")[2]) for t in targets)
