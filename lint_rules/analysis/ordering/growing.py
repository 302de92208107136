"""Arrays, tables and lists that a loop makes longer by binding their name anew: `x = np.append(x, row)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.tree.names import bindings
from lint_rules.knowledge.consumers import GROWING

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_JOINS = re.compile(r"concat|append|stack|extend")


def grown_in_loop(
    file: SourceFile, node: cst.Assign, loop: cst.For | cst.While, items: set[str]
) -> str | None:
    """The name to whose end an assignment adds something of the items, if it was bound before the loop."""
    target = node.targets[0].target
    if len(node.targets) > 1 or not isinstance(target, cst.Name):
        return None
    name = target.value
    added = [part for part in _joined(file, node.value) if not _is(part, name)]
    if len(added) == len(_joined(file, node.value)):
        return None  # what was there is not kept
    if not any(mentions(file, part, items - {name}) for part in added):
        return None
    starts = [bound for bound, _ in bindings(file, file.function(loop), name)]
    return name if any(file.order(bound) < file.order(loop) for bound in starts) else None


def _joined(file: SourceFile, value: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What is put one behind the other: `np.append(a, b)`, `pd.concat([a, b])`, `a + [b]`."""
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        lists = isinstance(value.left, cst.List) or isinstance(value.right, cst.List)
        return [value.left, value.right] if lists else []
    if not isinstance(value, cst.Call) or not value.args:
        return []
    if _is_joined_by_own(file.resolve(value.func)):
        return [arg.value for arg in value.args]
    if file.resolve(value.func) not in GROWING:
        return []
    first = value.args[0].value
    if isinstance(first, cst.List | cst.Tuple):
        return [element.value for element in first.elements]
    return [arg.value for arg in value.args[:2] if arg.keyword is None]


def _is_joined_by_own(name: str) -> bool:
    """`concat_frames(a, b)`, a function of the file that is called so."""
    return name.startswith(".") and _JOINS.search(name) is not None


def _is(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
