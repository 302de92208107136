"""Giving a call a seed: from a seed that is in scope, or 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.spread import spread
from lint_rules.rule import Change

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.tree.source import SourceFile

_NAMES = ("seed", "random_state", "random_seed", "rng_seed", "SEED", "RANDOM_STATE", "RANDOM_SEED")
_REPEATS = (cst.For, cst.While, cst.BaseComp, cst.Lambda)
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def seed_in_scope(file: SourceFile, node: cst.CSTNode) -> str | None:
    """The name of a seed that can be read at a node: a parameter, or a variable of the function or module."""
    scope: Scope | None = file.scope(node)
    while scope is not None:
        for name in _NAMES if scope.kind != "class" else ():
            if name in scope.parameters or _is_variable(scope, name):
                return name
        scope = scope.parent
    return None


def _is_variable(scope: Scope, name: str) -> bool:
    """Constants of the module only: a local variable may be bound after the node."""
    return scope.kind == "module" and name.isupper() and name in scope.names


def repeats(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a loop, a comprehension or a lambda around a node may evaluate it many times."""
    function = file.function(node)
    for ancestor in file.ancestors(node):
        if ancestor is function:
            return False
        if isinstance(ancestor, _REPEATS):
            return True
    return False


def seeding_change(file: SourceFile, call: cst.Call, keyword: str, form: str = "{}") -> Change:
    """Add a seed to a call, or put it in the place of None. `form` is made of the seed: `Generator({})`.

    Safe where it is used once in a run, or where the function itself was given a seed: elsewhere the same
    numbers would come out of every call.
    """
    unset = argument(spread(file, call), keyword)
    name = seed_in_scope(file, unset or call)
    in_module = isinstance(file.function(call), cst.Module)
    safe = not repeats(file, call) and (in_module or name is not None)
    value = form.format(name or "0")
    if unset is not None:
        return Change(f"Set `{keyword}={value}`", ((unset, value),), safe)
    return Change(f"Add `{keyword}={value}`", ((call, with_argument(call, keyword, value)),), safe)


def with_argument(call: cst.Call, keyword: str, value: str) -> cst.Call:
    """The call with one more keyword argument, laid out like those before it."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    new = cst.Arg(cst.parse_expression(value), keyword=cst.Name(keyword), equal=equal)
    if not call.args:
        return call.with_changes(args=[new])
    *before, last = call.args
    separator = before[-1].comma if before else _COMMA
    if isinstance(last.comma, cst.Comma):  # a comma after the last one: the closing bracket has its own line
        new = new.with_changes(
            comma=_commented(last.comma, _COMMA), whitespace_after_arg=last.whitespace_after_arg
        )
        last = last.with_changes(comma=_commented(separator, last.comma))
    else:
        new = new.with_changes(whitespace_after_arg=last.whitespace_after_arg)
        last = last.with_changes(
            comma=_commented(separator, _COMMA), whitespace_after_arg=cst.SimpleWhitespace("")
        )
    return call.with_changes(args=[*before, last, new])


def _commented(comma: cst.Comma | cst.MaybeSentinel, like: cst.Comma) -> cst.Comma | cst.MaybeSentinel:
    """A comma with the comment behind another one in the place of its own."""
    after = comma.whitespace_after if isinstance(comma, cst.Comma) else None
    if not isinstance(comma, cst.Comma) or not isinstance(after, cst.ParenthesizedWhitespace):
        return comma
    other = like.whitespace_after
    line = other.first_line if isinstance(other, cst.ParenthesizedWhitespace) else cst.TrailingWhitespace()
    line = line.with_changes(newline=after.first_line.newline)
    return comma.with_changes(whitespace_after=after.with_changes(first_line=line, empty_lines=()))
