"""Calls with `**options`, where the options stand in the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.nodes import only_index
from lint_rules.analysis.tree.values import held_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lint_rules.analysis.tree.source import SourceFile

_Options: TypeAlias = "dict[str, cst.BaseExpression]"

# Methods of a dict that change nothing.
_READING = frozenset({"copy", "get", "items", "keys", "values"})
_DEPTH = 4


def spread(file: SourceFile, call: cst.Call) -> cst.Call:
    """The call with keywords in the place of each `**options` whose contents can be seen."""
    if not any(arg.star == "**" for arg in call.args):
        return call
    args: list[cst.Arg] = []
    for arg in call.args:
        options = _options(file, arg.value) if arg.star == "**" else None
        if options is None:
            args.append(arg)
        else:
            args += [cst.Arg(value, keyword=cst.Name(name)) for name, value in options.items()]
    return call.with_changes(args=args)


def _options(file: SourceFile, node: cst.BaseExpression, depth: int = _DEPTH) -> _Options | None:
    """All that options may hold, of whatever branch; None where something is not seen."""
    if depth == 0:
        return None
    if isinstance(node, cst.IfExp):
        return _union(_options(file, side, depth) for side in (node.orelse, node.body))
    if isinstance(node, cst.Name):
        values = held_values(file, node, node.value)
        made = (_options(file, value, depth - 1) if value is not None else None for value in values)
        owners = dict.fromkeys(file.function(value) for value in values if value is not None)
        changes = (_put_in(file, owner, node.value, depth) for owner in owners)
        return _union([*made, *changes]) if values else None
    if isinstance(node, cst.Dict):
        return _union(map(_item, node.elements))
    if isinstance(node, cst.Call) and file.resolve(node.func) == "builtins.dict":
        return _union(map(_keyword, node.args))
    return None


def _union(parts: Iterable[_Options | None]) -> _Options | None:
    found: _Options = {}
    for part in parts:
        if part is None:
            return None
        found.update(part)
    return found


def _item(element: cst.BaseDictElement) -> _Options | None:
    name = constant(element.key) if isinstance(element, cst.DictElement) else None
    return {name: element.value} if isinstance(name, str) and name.isidentifier() else None


def _keyword(arg: cst.Arg) -> _Options | None:
    return {arg.keyword.value: arg.value} if arg.keyword is not None else None


def _put_in(file: SourceFile, owner: cst.CSTNode, name: str, depth: int) -> _Options | None:
    """What is put into a dict after its function made it: `options["x"] = 3`, `options.update(y)`."""
    return _union(_change(file, use, depth) for use in file.names(owner, name))


def _change(file: SourceFile, use: cst.Name, depth: int) -> _Options | None:
    place = file.parent(use)
    around = file.parent(place) if place is not None else None
    if isinstance(place, cst.Subscript) and place.value is use:
        index = only_index(place)
        key = constant(index) if index is not None else None
        assign = file.parent(around) if isinstance(around, cst.AssignTarget) else None
        if isinstance(assign, cst.Assign):
            return {key: assign.value} if isinstance(key, str) and key.isidentifier() else None
        return None if isinstance(around, cst.Del | cst.AugAssign) else {}
    if not isinstance(place, cst.Attribute) or place.value is not use or place.attr.value in _READING:
        return {}
    if place.attr.value != "update" or not isinstance(around, cst.Call):
        return None
    given = (
        _keyword(a) if a.keyword is not None else _options(file, a.value, depth - 1) for a in around.args
    )
    return _union(given)
