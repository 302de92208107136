"""Calls with `**options`, where the options stand in the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.values import value_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


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


def _options(file: SourceFile, node: cst.BaseExpression) -> dict[str, cst.BaseExpression] | None:
    if isinstance(node, cst.Name) and _is_changed(file, node):
        return None
    value = value_of(file, node)
    found: dict[str, cst.BaseExpression] = {}
    if isinstance(value, cst.Dict):
        for element in value.elements:
            name = constant(element.key) if isinstance(element, cst.DictElement) else None
            if not isinstance(name, str) or not name.isidentifier():
                return None
            found[name] = element.value
        return found
    if isinstance(value, cst.Call) and file.resolve(value.func) == "builtins.dict":
        for arg in value.args:
            if arg.keyword is None:
                return None
            found[arg.keyword.value] = arg.value
        return found
    return None


def _is_changed(file: SourceFile, name: cst.Name) -> bool:
    """Whether something may be put into a dict after it was made: `options["x"] = 3`, `options.update(y)`."""
    uses = file.names(file.function(name), name.value)
    return any(isinstance(file.parent(use), cst.Subscript | cst.Attribute) for use in uses)
