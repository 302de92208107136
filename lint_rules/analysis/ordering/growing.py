"""Arrays, tables and lists that a loop makes longer by binding their name anew: `x = np.append(x, row)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.tree.names import bindings
from lint_rules.knowledge.consumers import GROWING

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.derived import Loop
    from lint_rules.analysis.tree.source import SourceFile

_LIBRARIES = ("numpy.", "pandas.", "builtins.")
_JOINS = re.compile(r"concat|append|stack|extend")


def grown_in_loop(file: SourceFile, node: cst.Assign, loop: Loop, items: set[str]) -> str | None:
    """The name to whose end an assignment adds something of the items, if it was bound before the loop."""
    target = node.targets[0].target
    if len(node.targets) > 1 or not isinstance(target, cst.Name):
        return None
    name = target.value
    added = [part for part in _joined(file, node.value) if not _is(part, name)]
    if len(added) == len(_joined(file, node.value)):
        return None  # what was there is not kept
    items = items - {name}
    if not any(mentions(file, part, items) or _is_record(file, part, loop, items) for part in added):
        return None
    starts = [bound for bound, _ in bindings(file, file.function(loop), name)]
    return name if any(file.order(bound) < file.order(loop) for bound in starts) else None


def _joined(file: SourceFile, value: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What is put one behind the other: `np.append(a, b)`, `pd.concat([a, b])`, `a + [b]`, `a.append(b)`.

    The last is that of tables, which gives a new one: of a list, nobody keeps what `append` gives.
    """
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        lists = isinstance(value.left, cst.List) or isinstance(value.right, cst.List)
        return [value.left, value.right] if lists else []
    if not isinstance(value, cst.Call) or not value.args:
        return []
    method = value.func
    if isinstance(method, cst.Attribute) and _is_appended_to(file, method):
        return [method.value, value.args[0].value]
    if _is_joined_by_own(file.resolve(value.func)):
        return [arg.value for arg in value.args]
    if file.resolve(value.func) not in GROWING:
        return []
    first = value.args[0].value
    if isinstance(first, cst.List | cst.Tuple):
        return [element.value for element in first.elements]
    return [arg.value for arg in value.args[:2] if arg.keyword is None]


def _is_record(file: SourceFile, part: cst.BaseExpression, loop: Loop, items: set[str]) -> bool:
    """`row` of `row["file"] = item`: a dict that gets what each item has to tell, one after the other."""
    if not isinstance(part, cst.Name):
        return False
    return any(
        isinstance(place := target.target, cst.Subscript)
        and _is(place.value, part.value)
        and mentions(file, assign.value, items)
        for assign in file.of_kind(cst.Assign, loop.body)
        for target in assign.targets
    )


def _is_appended_to(file: SourceFile, method: cst.Attribute) -> bool:
    """`table.append`, not `np.append`."""
    named = method.attr.value == "append" and isinstance(method.value, cst.Name)
    return named and not file.resolve(method).startswith(_LIBRARIES)


def _is_joined_by_own(name: str) -> bool:
    """`concat_frames(a, b)`, a function of the file that is called so."""
    return name.startswith(".") and _JOINS.search(name) is not None


def _is(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
