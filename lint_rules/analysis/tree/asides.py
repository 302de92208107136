"""Draws that no result depends on: how long to wait, which port to take, what a run is called, a password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import bound_around, later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import targets_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_ASIDE = re.compile(
    r"(.*_)?(sleep|backoff|delay|wait|timeout|port|tmp_name)(_.*)?"
    r"|(.*_)?(exp|experiment|job|run|session)_?(id|name|no|num|number)(_.*)?"
    r"|master_port|(.*_)?(uuid|guid|colou?rs?|passw(or)?d|captcha)",
    re.IGNORECASE,
)
# What a number is spelt into (`f"graph_{random.randrange(9)}"`) that only has to be another one.
_NAME = re.compile(
    r"(.*_)?(name|scope|prefix|suffix|url|uri|init_method|address|endpoint|path|file|folder|dir|directory|id|uid|tag|"
    r"title|host|bucket|queue|topic|socket|experiment|run|job|trial|makedirs|mkdir)",
    re.IGNORECASE,
)
# What raw bits are kept as: a number that chooses nothing.
_IDENTIFIER = re.compile(r"(.*_)?(id|identifier|token|nonce|key)", re.IGNORECASE)
_BITS = ("getrandbits", "randbytes", "bytes")
# Functions that make such a name.
_NAMING = re.compile(
    r"_*(create|gen|generate|get_unique|make|new|unique)_(.*_)?(file_?name|id|name|uid|uuid)|(.*_)?(id|name)_?gen(erator)?"
    r"|_*(create|gen|generate|get|make|new|random)_(.*_)?passw(or)?d",
    re.IGNORECASE,
)

# What only tells somebody of something.
_TELLS = re.compile(
    r"_*(.*_)?(add_(figure|image|scalar|text)|debug|display|imshow|info|log|plot|print|render|show|visuali[sz]e)(_.*)?"
)


def is_only_aside(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a draw decides nothing that a result depends on."""
    function = file.function(node)
    if isinstance(function, cst.FunctionDef) and _NAMING.fullmatch(function.name.value):
        return True
    if _is_made_of_letters(file, node) or _only_lets_tell(file, node):
        return True
    spelt = False
    for ancestor in file.ancestors(node):
        spelt = spelt or _is_text(file, ancestor)
        name = _taker(ancestor)
        if name is not None and _is_aside(name, spelt):
            return True
        if isinstance(ancestor, cst.DictElement) and isinstance(ancestor.key, cst.SimpleString):
            return _is_aside(str(ancestor.key.evaluated_value), spelt)
        if isinstance(ancestor, cst.Assign | cst.AnnAssign):
            stored = [dotted_name(target) for target in targets_of(ancestor)]
            if any(_is_aside(name, spelt) or _is_identifier(name, node) for name in stored):
                return True
            return not spelt and _is_only_spelt(file, ancestor, node)
        if isinstance(ancestor, cst.AugAssign):
            return _is_aside(dotted_name(ancestor.target), spelt)
        if isinstance(ancestor, cst.BaseStatement | cst.Lambda):
            return False
    return False


def _only_lets_tell(file: SourceFile, node: cst.CSTNode) -> bool:
    """`if random.random() < 0.1: log(loss)`"""
    test = next((a for a in file.ancestors(node) if isinstance(a, cst.BaseStatement | cst.Lambda)), None)
    if not isinstance(test, cst.If) or test.orelse is not None or not file.holds(test.test, node):
        return False
    lines = test.body.body
    return all(isinstance(line, cst.SimpleStatementLine) and all(map(_tells, line.body)) for line in lines)


def _tells(statement: cst.BaseSmallStatement) -> bool:
    if not isinstance(statement, cst.Expr) or not isinstance(statement.value, cst.Call):
        return False
    function = statement.value.func
    name = function.attr.value if isinstance(function, cst.Attribute) else dotted_name(function)
    return name is not None and _TELLS.fullmatch(name) is not None


def _is_identifier(name: str | None, node: cst.CSTNode) -> bool:
    """`self.batch_id = random.getrandbits(64)`"""
    function = (dotted_name(node.func) or "") if isinstance(node, cst.Call) else ""
    if name is None or function.rpartition(".")[2] not in _BITS:
        return False
    return _IDENTIFIER.fullmatch(name.rpartition(".")[2]) is not None


def _is_only_spelt(file: SourceFile, assign: cst.Assign | cst.AnnAssign, node: cst.CSTNode) -> bool:
    """Whether a number is kept only to be spelt into names: `n = randint(0, 9)`, `name = f"run_{n}"`."""
    holder = dotted_name(targets_of(assign)[0]) if assign.value is node else None
    if holder is None or not holder.isidentifier():
        return False
    uses = later_uses(file, assign, holder)
    return bool(uses) and all(_is_spelt_into_name(file, use) for use in uses)


def _is_spelt_into_name(file: SourceFile, use: cst.CSTNode) -> bool:
    return any(_is_text(file, ancestor) for ancestor in file.ancestors(use)) and is_only_aside(file, use)


def _taker(node: cst.CSTNode) -> str | None:
    """The name of what takes a value that stands in it: a function, or a parameter."""
    if isinstance(node, cst.Call):
        return dotted_name(node.func)
    if isinstance(node, cst.Arg) and node.keyword is not None:
        return node.keyword.value
    return None


def _is_text(file: SourceFile, node: cst.CSTNode) -> bool:
    """`f"run_{n}"`, `str(n)`, `hex(n)`, `"run_{}".format(n)`, `"run_%d" % n`"""
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, cst.Modulo) and isinstance(node.left, cst.SimpleString)
    if not isinstance(node, cst.Call):
        return isinstance(node, cst.FormattedString)
    function = node.func
    if isinstance(function, cst.Attribute) and function.attr.value == "format":
        return isinstance(function.value, cst.SimpleString)
    return file.resolve(function) in ("builtins.str", "builtins.hex")


def _is_made_of_letters(file: SourceFile, node: cst.CSTNode) -> bool:
    """`"".join(random.choices(string.ascii_letters, k=8))`: an identifier or a password."""
    letters = argument(node, "population", 0) if isinstance(node, cst.Call) else None
    bound = bound_around(file, letters) if isinstance(letters, cst.Name) else None
    held = [letters] if bound is None else [value for _, value in bound[1]]
    if not any(
        isinstance(part, cst.Attribute) and file.resolve(part).startswith("string.")
        for one in held
        if one is not None
        for part in file.below(one)
    ):
        return False
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.BaseStatement | cst.Lambda):
            return False
        function = ancestor.func if isinstance(ancestor, cst.Call) else None
        if isinstance(function, cst.Attribute) and function.attr.value == "join":
            return isinstance(function.value, cst.SimpleString) and function.value.evaluated_value == ""
    return False


def _is_aside(name: str | None, spelt: bool) -> bool:
    last = name.rpartition(".")[2] if name is not None else ""
    return _ASIDE.fullmatch(last) is not None or (spelt and _NAME.fullmatch(last) is not None)
