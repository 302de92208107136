"""Values that are shown to whoever runs the program, and of which nothing else is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import targets_of, value_of
from lint_rules.knowledge.streams import DRAWS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_SHOWS = re.compile(
    r"(builtins\.|pprint\.)?p?print|display|IPython\..*|"
    r"(matplotlib|missingno|pandas\.plotting|plotly|seaborn)\..*"
)
# Methods that write something, or call a function for each row.
_ACTS = re.compile(
    r"apply.*|export.*|for_?each.*|map.*|pipe|progress_.*|push.*|save.*|write.*|"
    r"to_(?!dict|frame|html|list|markdown|numpy|pandas|string).*"
)
_SAME = re.compile(r"cpu|detach|device|dtype|item|long|ndim|numpy|permute|shape|size|squeeze|T|tolist|type")
# What shows a value as it is, or takes an item by it.
_AS_IT_IS = (
    cst.Attribute,
    cst.Call,
    cst.Comparison,
    cst.ComparisonTarget,
    cst.Element,
    cst.FormattedString,
    cst.FormattedStringExpression,
    cst.Index,
    cst.Subscript,
    cst.SubscriptElement,
    cst.Tuple,
)
_PICTURES = re.compile(r"bar|hist|imshow|matshow|plot|scatter|set_title|title")
_CHOICES = frozenset({"choice", "choices", "permutation", "randint", "randperm", "randrange", "sample"})
_FOR_PEOPLE = re.compile(r"_*(plot|show|visuali[sz]e)(_.*)?")


def is_only_shown(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a value ends a statement or is printed or plotted: `df.sample(5)`, `print(df.sample(5).T)`.

    So it is in a function that shows something, by its name.
    """
    function = file.function(node)
    if isinstance(function, cst.FunctionDef) and _FOR_PEOPLE.fullmatch(function.name.value):
        return True
    return _is_taken_by_nothing_else(file, node)


def _is_taken_by_nothing_else(file: SourceFile, node: cst.CSTNode) -> bool:
    parent = file.parent(node)
    if isinstance(parent, cst.Attribute):
        return _ACTS.fullmatch(parent.attr.value) is None and _is_taken_by_nothing_else(file, parent)
    if isinstance(parent, cst.Call | cst.Subscript):
        return _is_taken_by_nothing_else(file, parent)
    if isinstance(parent, cst.Arg):
        call = file.parent(parent)
        return isinstance(call, cst.Call) and _shows(file, call)
    return isinstance(parent, cst.Expr)


def _shows(file: SourceFile, call: cst.Call) -> bool:
    name = file.resolve(call.func)
    if not name and isinstance(call.func, cst.Name):
        name = call.func.value
    return _SHOWS.fullmatch(name) is not None


def is_only_looked_at(file: SourceFile, node: cst.CSTNode, depth: int = 3) -> bool:
    """Whether a value, or what it picks of others, is only printed, plotted or shown; nothing is computed."""
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Arg):
            call = file.parent(ancestor)
            return isinstance(call, cst.Call) and (_shows(file, call) or _draws_a_picture(call))
        if isinstance(ancestor, cst.Assign):
            return depth > 0 and _holders_are_looked_at(file, ancestor, depth)
        if isinstance(ancestor, cst.Expr):
            return True
        if not isinstance(ancestor, _AS_IT_IS) or (
            isinstance(ancestor, cst.Attribute) and _SAME.fullmatch(ancestor.attr.value) is None
        ):
            return False
    return False


def _holders_are_looked_at(file: SourceFile, assign: cst.Assign, depth: int) -> bool:
    targets = [e for t in targets_of(assign) for e in _parts(t)]
    names = [target.value for target in targets if isinstance(target, cst.Name)]
    uses = [use for name in names for use in later_uses(file, assign, name)]
    return (
        len(names) == len(targets)
        and bool(uses)
        and all(is_only_looked_at(file, use, depth - 1) for use in uses)
    )


def _parts(target: cst.BaseExpression) -> list[cst.BaseExpression]:
    return [element.value for element in target.elements] if isinstance(target, cst.Tuple) else [target]


def _draws_a_picture(call: cst.Call) -> bool:
    """`axes[0].imshow(image)`"""
    return isinstance(call.func, cst.Attribute) and _PICTURES.fullmatch(call.func.attr.value) is not None


def chooses_what_is_shown(file: SourceFile, node: cst.Call) -> bool:
    """Whether a draw picks something that is only looked at: `plt.imshow(images[random.choice(rows)])`.

    So it does in a function that shows something, by its name.
    """
    if (dotted_name(node.func) or "").rpartition(".")[2] not in _CHOICES:
        return False
    function = file.function(node)
    if isinstance(function, cst.FunctionDef) and _FOR_PEOPLE.fullmatch(function.name.value):
        return True
    return _picks(file, node) and is_only_looked_at(file, node)


def _picks(file: SourceFile, node: cst.CSTNode) -> bool:
    """`rows[choice(n)]`, or a name that later stands in such brackets."""
    if any(isinstance(a, cst.Index) for a in file.ancestors(node)):
        return True
    assign = file.enclosing(node, cst.Assign)
    target = assign.targets[0].target if assign is not None else None
    if assign is None or not isinstance(target, cst.Name):
        return False
    uses = later_uses(file, assign, target.value)
    return any(isinstance(file.parent(use), cst.Index) for use in uses)


def is_jitter(file: SourceFile, node: cst.CSTNode, depth: int = 2) -> bool:
    """`x = np.random.normal(i, 0.04, len(ys)); ax.scatter(x, ys)`: it parts what is shown."""
    below: cst.CSTNode = node
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Arg):
            call = file.parent(ancestor)
            return isinstance(call, cst.Call) and _is_across(file, call, ancestor)
        if isinstance(ancestor, cst.Assign) and ancestor.value is below:
            target = ancestor.targets[0].target
            uses = later_uses(file, ancestor, target.value) if isinstance(target, cst.Name) else []
            return depth > 0 and bool(uses) and all(is_jitter(file, use, depth - 1) for use in uses)
        if not isinstance(ancestor, cst.BinaryOperation):
            return False
        below = ancestor
    return False


def _is_across(file: SourceFile, call: cst.Call, arg: cst.Arg) -> bool:
    """Whether points are drawn at places of which only the other coordinate is data."""
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in ("plot", "scatter"):
        return False
    along = argument(call, "y", 1)
    if along is None or arg.value is not argument(call, "x", 0):
        return False
    return not any(isinstance(part, cst.Call) and _draws(file, part) for part in _made_of(file, along))


def _made_of(file: SourceFile, node: cst.BaseExpression) -> list[cst.CSTNode]:
    """The parts of an expression, and of what its names hold."""
    names = [part for part in file.below(node) if isinstance(part, cst.Name)]
    held = [value for name in names if (value := value_of(file, name)) is not name]
    return [part for one in (node, *held) for part in file.below(one)]


def _draws(file: SourceFile, call: cst.Call) -> bool:
    return file.resolve(call.func) in DRAWS
