"""Loops of which it does not matter in what order they go through their items, and listings sorted at once.

Values differ within such a loop from one run to the next, and when it is over they are what they would be in
any other order: where something else explains the difference, the loop is not what is to be mended.
"""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_repro.diagnosis.taint import Root

    Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module

_PURE = frozenset({
    "abs", "bool", "float", "frozenset", "int", "isinstance", "len", "max", "min", "round", "sorted", "str",
    "tuple",
})  # fmt: skip
_OF_SETS = frozenset({"add", "discard"})
_BY_KEY = frozenset({"get", "add", "discard"})
_WHOLE = frozenset({"len", "sorted"})
"""What may be done with a dict or a set as a whole, whatever the order of its items."""
_LISTS = frozenset({"glob", "iglob", "iterdir", "listdir", "rglob", "scandir"})
_KEEPING = frozenset({"frozenset", "list", "set", "tuple"})
"""What holds all that it is given, and nothing else."""


@functools.lru_cache(maxsize=1024)
def sorted_at_once(file: str, line: int) -> bool:
    """Whether of the folders that a line lists nothing but their sorted names is used."""
    calls = [node for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call)]
    listing = [c for c in calls if _name(c) in _LISTS and c.lineno <= line <= (c.end_lineno or c.lineno)]
    plain = (c for c in calls if _name(c) == "sorted" and not any(k.arg == "key" for k in c.keywords))
    sorting = {found for call in plain for found in map(_gone_through, call.args[:1])}
    return bool(listing) and sorting.issuperset(listing)


def _gone_through(value: ast.expr) -> ast.expr:
    """What the items come from that a value holds in one order or another."""
    if isinstance(value, ast.ListComp | ast.SetComp | ast.GeneratorExp) and len(value.generators) == 1:
        return _gone_through(value.generators[0].iter)
    if isinstance(value, ast.Call) and _name(value) in _KEEPING and value.args:
        return _gone_through(value.args[0])
    return value


def _name(call: ast.Call) -> str:
    """Of the function, or of the method."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def ordered(roots: Iterable[Root]) -> tuple[Root, ...]:
    """Those that are no such loops; all of them where none would be left."""
    known = tuple(roots)
    return tuple(root for root in known if not in_any_order(root.file, root.line)) or known


@functools.lru_cache(maxsize=1024)
def in_any_order(file: str, line: int) -> bool:
    """Whether the line begins a loop that only fills dicts and sets, each item a place of its own, of which
    the function then asks for single keys.
    """
    tree = tree_of(file)
    loop = next((n for n in ast.walk(tree) if isinstance(n, ast.For) and n.lineno == line), None)
    if loop is None or loop.orelse:
        return False
    own = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    filled = _filled(loop.body, own)
    return bool(filled) and all(_by_key(name, _around(tree, loop)) for name in filled or ())


def _filled(body: list[ast.stmt], own: set[str]) -> set[str] | None:
    """Names of what the statements fill; None where one of them does something else."""
    found: set[str] = set()
    for statement in body:
        inner: set[str] | None = set()
        if isinstance(statement, ast.If) and _is_pure(statement.test):
            then, other = _filled(statement.body, own), _filled(statement.orelse, own)
            inner = None if then is None or other is None else then | other
        elif not isinstance(statement, ast.Continue | ast.Pass):
            name = _fills(statement, own)
            inner = {name} if name else None
        if inner is None:
            return None
        found |= inner
    read = {n.id for s in body for n in ast.walk(s) if isinstance(n, ast.Name) and n.id in found}
    # Each name once, as what is filled: a value that is made of what others left goes by their order.
    count = sum(isinstance(n, ast.Name) and n.id in read for s in body for n in ast.walk(s))
    return found if count == sum(1 for s in body for _ in _filling(s, own)) else None


def _filling(statement: ast.stmt, own: set[str]) -> Iterator[str]:
    nodes = (n for n in ast.walk(statement) if isinstance(n, ast.stmt))
    yield from (name for n in nodes if (name := _fills(n, own)))


def _fills(statement: ast.stmt, own: set[str]) -> str:
    """``table[item] = value`` and ``chosen.add(item)``: the name of what is filled, else nothing."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and _is_pure(statement.value):
        target = statement.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            return target.value.id if isinstance(target.slice, ast.Name) and target.slice.id in own else ""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and not call.keywords:
        owner, known = call.func.value, call.func.attr in _OF_SETS
        if known and isinstance(owner, ast.Name) and all(map(_is_pure, call.args)):
            return owner.id
    return ""


def _is_pure(value: ast.expr) -> bool:
    """Whether it changes nothing, and asks nothing that remembers how often it was asked."""
    calls = (n for n in ast.walk(value) if isinstance(n, ast.Call))
    if not all(isinstance(c.func, ast.Name) and c.func.id in _PURE for c in calls):
        return False
    told = ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr
    return not any(isinstance(node, told) for node in ast.walk(value))


def _around(tree: ast.Module, loop: ast.For) -> Function:
    """The innermost function that holds the loop."""
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    holding = [f for f in functions if any(n is loop for n in ast.walk(f))]
    return max(holding, key=lambda function: function.lineno, default=tree)


def _by_key(name: str, function: Function) -> bool:
    """Whether all that the function does with a variable is to make it, to fill it and to ask for keys."""
    stored = (n for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    shared = (n for n in ast.walk(function) if isinstance(n, ast.Global | ast.Nonlocal))
    if isinstance(function, ast.Module) or all(n.id != name for n in stored) or any(shared):
        return False  # somebody else has it as well
    fair: set[ast.AST] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            fair.update(node.targets)
        elif isinstance(node, ast.AnnAssign):
            fair.add(node.target)
        elif isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr in _BY_KEY):
            fair.add(node.value)
        elif isinstance(node, ast.Compare) and all(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            fair.update(node.comparators)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WHOLE:
            fair.update(node.args)
    names = (n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name)
    return all(node in fair for node in names)
