"""Statements by which a thread changes in place what others change as well, without a lock: a race.

Where a thread appends, puts into a queue, or waits for a lock, what matters is which one comes first. Where
it reads and writes again what all share, two threads that end in the same order may leave something else.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_repro.diagnosis.taint import Root

    Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.ClassDef)
_ALIASES = 4
"""So many names may lead from one to another before it is given up."""


def races(roots: Iterable[Root]) -> tuple[Root, ...]:
    """Statements that change what is shared, in functions in which lines of threads begin to differ, if those
    lines read that as well. Which of them all is the first to differ is itself a matter of chance.
    """
    found = sorted({one for root in roots for one in _racing(root)}, key=lambda one: len(one.function))
    return tuple(sorted({(one.file, one.line): one for one in found}.values()))  # the fullest name of each


def _racing(root: Root) -> Iterator[Root]:
    tree = tree_of(root.file)
    around = enclosing(tree, root.line)
    function = next((node for node in around if isinstance(node, _FUNCTIONS)), None)
    if function is None:
        return
    for node in changing(root.file, function):
        if node in around or set(map(called_by, updated(node, function))) & _read(around[0]):
            yield replace(root, line=node.lineno, last=node.end_lineno or node.lineno)
    called = {called_by(n.func) for n in ast.walk(around[0]) if isinstance(n, ast.Call)}
    for other in ast.walk(tree):
        if isinstance(other, ast.FunctionDef) and other.name in called:
            for node in changing(root.file, other):
                yield replace(
                    root, line=node.lineno, last=node.end_lineno or node.lineno, function=other.name
                )


def changing(file: str, function: ast.AST, counting: bool = False) -> Iterator[ast.stmt]:
    statements = (node for node in ast.walk(function) if isinstance(node, ast.stmt))
    return (node for node in statements if changes_what_is_shared(file, node.lineno, counting))


def called_by(target: ast.expr) -> str:
    """The attribute or name by which something that is changed goes."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.attr if isinstance(target, ast.Attribute) else ast.unparse(target)


def _read(node: ast.AST) -> set[str]:
    """Names and attributes in a statement; of a function, all: its arguments differ, and lead to anything."""
    if isinstance(node, _BLOCKS):
        return set()
    return mentioned(node)


def mentioned(node: ast.AST) -> set[str]:
    """Names and attributes in it."""
    inner = list(ast.walk(node))
    names = {n.id for n in inner if isinstance(n, ast.Name)}
    return names | {n.attr for n in inner if isinstance(n, ast.Attribute)}


@functools.lru_cache(maxsize=1024)
def changes_what_is_shared(file: str, line: int, counting: bool = False) -> bool:
    tree = tree_of(file)
    around = enclosing(tree, line)
    found = next((node for node in around if isinstance(node, ast.stmt)), None)
    function = next((node for node in around if isinstance(node, _FUNCTIONS)), None)
    if found is None or function is None or found.lineno != line or any(map(_locks, around)):
        return False
    return any(is_shared(target, function) for target in updated(found, function, counting))


def enclosing(tree: ast.Module, line: int) -> list[ast.AST]:
    """What holds a line, the innermost first."""
    kinds = (ast.stmt, ast.Lambda)
    holding = (n for n in ast.walk(tree) if isinstance(n, kinds) and n.lineno <= line <= (n.end_lineno or 0))
    found: list[ast.AST] = [*holding]
    return found[::-1]  # an outer one is walked to first


def _locks(node: ast.AST) -> bool:
    """Whether it may be a lock that a block is entered with; ``with open(…)`` is none."""
    if isinstance(node, _FUNCTIONS):
        calls = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
        return any(isinstance(func, ast.Attribute) and func.attr == "acquire" for func in calls)
    if not isinstance(node, ast.With | ast.AsyncWith):
        return False
    return any(isinstance(item.context_expr, ast.Name | ast.Attribute | ast.Subscript) for item in node.items)


def updated(statement: ast.stmt, function: Function, counting: bool = False) -> Iterator[ast.expr]:
    """What a statement changes by what it was: ``w += x``, ``w[i] = w[i] + x``, ``w.add_(x)``; be it that the
    ``function`` has read it a few lines before.

    ``counting``: also where it adds whole numbers, in whatever order: some may be lost all the same.
    """
    if isinstance(statement, ast.AugAssign):
        if counting or not _counts(statement.value):
            yield statement.target
    elif isinstance(statement, ast.Assign):
        read = set(_looked_up(statement.value, function))
        targets = (
            target for target in statement.targets if isinstance(target, ast.Subscript | ast.Attribute)
        )
        yield from (target for target in targets if ast.unparse(target) in read)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        if isinstance(called, ast.Attribute) and called.attr.endswith("_") and called.attr[0] != "_":
            yield called.value


def _looked_up(value: ast.expr, function: Function, depth: int = 0) -> Iterator[str]:
    """All that a value is made of, as it stands in the source; ``table.get(key)`` is ``table[key]``."""
    for node in ast.walk(value):
        if isinstance(node, ast.expr):
            yield ast.unparse(node)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and node.args:
            yield ast.unparse(ast.Subscript(node.func.value, node.args[0]))  # type: ignore[attr-defined]
        if isinstance(node, ast.Name) and depth < _ALIASES:
            for made in _made(function, node.id):
                yield from _looked_up(made, function, depth + 1)


def _counts(value: ast.expr) -> bool:
    """Whole numbers add up to the same in any order."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "len"
    return isinstance(value, ast.Constant) and isinstance(value.value, int)


def is_shared(target: ast.expr, function: Function, depth: int = 0) -> bool:
    """Whether somebody else may hold it: what the function itself has made is its own."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    if not isinstance(target, ast.Name) or depth > _ALIASES:
        return False
    made = list(_made(function, target.id))
    return not made or any(
        isinstance(value, ast.Name | ast.Attribute | ast.Subscript) and is_shared(value, function, depth + 1)
        for value in made
    )


def _made(function: Function, name: str) -> Iterator[ast.expr]:
    """What a name stands for in a function; nothing for one that it was given, or that is another's."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _bound(target, node.value, name)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from _bound(node.target, node.value, name)
        elif isinstance(node, ast.For | ast.AsyncFor) and name in _names(node.target):
            yield ast.Constant(None)  # an item, most often a number


def _bound(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    pair = isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)
    if pair and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
        for one, its in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
            yield from _bound(one, its, name)
    elif name in _names(target):
        yield value


def _names(target: ast.expr) -> set[str]:
    stored = (n for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {node.id for node in stored}
