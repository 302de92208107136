"""What an expression stands for, followed through the names and attributes that hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.scanning.facts import PLACEHOLDER
from lint_rules.analysis.tree.arguments import constant, is_none
from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name, only_index
from lint_rules.analysis.tree.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 4
_LOADS = frozenset({"tensorflow_datasets.load"})


def value_of(file: SourceFile, node: cst.BaseExpression, depth: int = _DEPTH) -> cst.BaseExpression:
    """The expression that a name was bound to, where it is bound once and not by a caller; else the node."""
    if depth == 0 or not isinstance(node, cst.Name) or file.is_hidden(node, node.value):
        return node
    found = held_values(file, node, node.value)
    if len(found) != 1 or found[0] is None:
        return node
    return value_of(file, found[0], depth - 1)


def held_values(file: SourceFile, near: cst.CSTNode, name: str) -> list[cst.BaseExpression | None]:
    """What the nearest function that binds a name binds it to; None for what is unseen (a parameter)."""
    return _held_in(file, file.function(near), name)


@remembered
def _held_in(file: SourceFile, around: cst.CSTNode, name: str) -> list[cst.BaseExpression | None]:
    while True:
        found = [_bound(file, n) for n in occurrences(file, around, name) if _binds(file, n, around)]
        if found or isinstance(around, cst.Module):
            return found
        around = file.function(around)


def default_of(file: SourceFile, node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The default of the parameter that a name stands for, where nothing else is bound to that name."""
    function = file.function(node)
    if not isinstance(node, cst.Name) or not isinstance(function, cst.FunctionDef):
        return None
    if held_values(file, node, node.value) != [None]:
        return None
    of_name = [
        p for p in file.below(function.params) if isinstance(p, cst.Param) and p.name.value == node.value
    ]
    return of_name[0].default if len(of_name) == 1 else None


def attribute_values(file: SourceFile, node: cst.Attribute) -> list[cst.BaseExpression]:
    """What the methods of the class around assign to `self.x`, or the function around to `args.x`."""
    name = dotted_name(node)
    if name is None:
        return []
    owner = file.enclosing(node, cst.ClassDef) or file.function(node)
    places = (file.parent(use) for use in file.names(owner, node.attr.value))
    return [
        value
        for place in places
        if place is not None
        and dotted_name(place) == name
        and (value := _assigned_to(file, place)) is not None
    ]


def _assigned_to(file: SourceFile, target: cst.CSTNode) -> cst.BaseExpression | None:
    """The right side of the assignment of which an expression is a left side."""
    parent = file.parent(target)
    if isinstance(parent, cst.AnnAssign):
        return parent.value if parent.target is target else None
    assign = file.parent(parent) if isinstance(parent, cst.AssignTarget) else None
    return assign.value if isinstance(assign, cst.Assign) else None


def targets_of(assign: cst.Assign | cst.AnnAssign) -> list[cst.BaseExpression]:
    if isinstance(assign, cst.AnnAssign):
        return [assign.target]
    return [target.target for target in assign.targets]


def stored_as(target: cst.BaseExpression) -> str | None:
    """The name of what an assignment stores in: dotted, or that of an item, `settings["seed"]`."""
    if not isinstance(target, cst.Subscript):
        return dotted_name(target)
    index = only_index(target)
    key = None if index is None else constant(index)
    return key if isinstance(key, str) else None


def holder_of(file: SourceFile, node: cst.CSTNode) -> str | None:
    """The name or attribute that an expression is assigned to, or entered as in a `with`."""
    parent = file.parent(node)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        return dotted_name(parent.targets[0].target)
    if isinstance(parent, cst.AnnAssign):
        return dotted_name(parent.target)
    if isinstance(parent, cst.WithItem) and parent.asname is not None:
        return dotted_name(parent.asname.name)
    return None


def surely_none(file: SourceFile, node: cst.BaseExpression | None) -> bool:
    """Whether an expression is None, or a name that nothing but None is bound to."""
    if node is None:
        return False
    value = value_of(file, node)
    return is_none(value) or (isinstance(value, cst.Name) and _is_none_in_the_file(file, value))


def _is_none_in_the_file(file: SourceFile, node: cst.Name) -> bool:
    """The statement that binds the name need not be among those that were parsed."""
    scope: Scope | None = file.scope(node)
    while scope is not None:
        if node.value in scope.names and (scope.kind != "class" or scope is file.scope(node)):
            return scope.names[node.value] == PLACEHOLDER
        scope = scope.parent
    return False


def origins(file: SourceFile, node: cst.BaseExpression | None, depth: int = 6) -> list[str]:
    """The full names from which an object may come: what a chain of calls and names begins with.

    `pandas.read_csv` for `df` after `df = pd.read_csv(p).dropna()`, `pandas.DataFrame` for a parameter
    annotated so.
    """
    found: dict[str, None] = {}
    pending: list[tuple[cst.BaseExpression | None, int]] = [(node, depth)]
    while pending:
        current, left = pending.pop()
        if current is None or left == 0:
            continue
        target = current.func if isinstance(current, cst.Call) else current
        name = file.resolve(target)
        if name:
            found[name] = None
        elif isinstance(target, cst.Attribute):
            values = attribute_values(file, target)
            pending += [(value, left - 1) for value in values or [target.value]]
        elif isinstance(target, cst.Subscript | cst.Await):
            pending.append((target.value if isinstance(target, cst.Subscript) else target.expression, left))
        elif isinstance(target, cst.Name):
            function = file.function(target)
            said = _annotations(file, function, target.value)
            found.update(dict.fromkeys(said))
            if not said:
                pending += [(value, left - 1) for value in held_values(file, target, target.value)]
                found.update(dict.fromkeys(_loaded(file, function, target.value)))
    return sorted(found)


@remembered
def _loaded(file: SourceFile, function: cst.CSTNode, name: str) -> list[str]:
    """`(train, test), info = tfds.load(…)`: of what gives several of a kind the names, too."""
    assigns = (
        file.enclosing(use, cst.Assign)
        for use in occurrences(file, function, name)
        if isinstance(file.parent(use), cst.Element) and is_store(file, use)
    )
    calls = (assign.value for assign in assigns if assign is not None and isinstance(assign.value, cst.Call))
    return [target for call in calls if (target := file.resolve(call.func)) in _LOADS]


@remembered
def _annotations(file: SourceFile, function: cst.CSTNode, name: str) -> list[str]:
    """The type that the function around gives a parameter, or a variable of its own."""
    given = [file.parent(use) for use in occurrences(file, function, name)]
    return [
        resolved
        for place in given
        if isinstance(place, cst.Param | cst.AnnAssign) and place.annotation is not None
        for part in file.below(place.annotation)
        if isinstance(part, cst.Name | cst.Attribute) and (resolved := file.resolve(part))
    ]


def parts(file: SourceFile, node: cst.BaseExpression, depth: int = _DEPTH) -> Iterator[cst.CSTNode]:
    """An expression, all below it, and what the names in it were bound to."""
    for part in file.below(node):
        yield part
        if depth and isinstance(part, cst.Name):
            value = value_of(file, part, 1)
            if value is not part:
                yield from parts(file, value, depth - 1)
        elif depth and isinstance(part, cst.Attribute):
            for held in attribute_values(file, part):
                yield from parts(file, held, depth - 1)


def _binds(file: SourceFile, node: cst.Name, around: cst.CSTNode) -> bool:
    parent = file.parent(node)
    if isinstance(parent, cst.Param):
        return parent.name is node and _owner_of(file, parent) is around
    if file.function(node) is not around or file.is_hidden(node, node.value):
        return False
    return _is_bound_in(file, node, parent)


def _owner_of(file: SourceFile, parameter: cst.Param) -> cst.CSTNode | None:
    above = file.parent(parameter)
    return file.parent(above) if above is not None else None


def _is_bound_in(file: SourceFile, node: cst.CSTNode, parent: cst.CSTNode | None) -> bool:
    if isinstance(parent, cst.AssignTarget | cst.AsName | cst.NameItem):
        return True
    if isinstance(parent, cst.AnnAssign | cst.AugAssign | cst.NamedExpr | cst.For):
        return parent.target is node
    if isinstance(parent, cst.Element | cst.StarredElement):
        display = file.parent(parent)
        return isinstance(display, cst.Tuple | cst.List) and _is_bound_in(file, display, file.parent(display))
    return False


def _bound(file: SourceFile, node: cst.Name) -> cst.BaseExpression | None:
    parent = file.parent(node)
    if isinstance(parent, cst.AssignTarget):
        assign = file.parent(parent)
        return assign.value if isinstance(assign, cst.Assign) else None
    if isinstance(parent, cst.AnnAssign | cst.NamedExpr):
        return parent.value
    if isinstance(parent, cst.Element):
        return _bound_in_parallel(file, parent)
    if isinstance(parent, cst.AsName):
        item = file.parent(parent)
        return item.item if isinstance(item, cst.WithItem) else None
    return None


def _bound_in_parallel(file: SourceFile, element: cst.Element) -> cst.BaseExpression | None:
    """The part of `a, b = 3, 4` that a name of the left side gets."""
    display = file.parent(element)
    assign = file.enclosing(element, cst.Assign)
    value = assign.value if assign is not None else None
    if not isinstance(display, cst.Tuple) or not isinstance(value, cst.Tuple):
        return None
    if not isinstance(file.parent(display), cst.AssignTarget) or len(display.elements) != len(value.elements):
        return None
    if any(isinstance(one, cst.StarredElement) for one in [*display.elements, *value.elements]):
        return None
    return value.elements[display.elements.index(element)].value
