"""Where a coroutine that has been waiting goes on, and first does something that others may see."""

from __future__ import annotations

import ast
import functools
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.sites import Place, place_in
from pytest_repro.parsed import first_line, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import CodeType, FrameType

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TELLING = frozenset(
    {
        *("acquire", "cancel", "close", "critical", "debug", "error", "exception", "info", "log", "release"),
        *("sleep", "task_done", "warning"),
    }
)
"""Methods that are called for their own sake, and yet change nothing that results are made of."""


def resumes_at(awaiting: Sequence[FrameType]) -> Place:
    """Of coroutines that await one another, the innermost first: the line after an await that first changes
    something that is not the function's own, or else the await itself of the one that nobody awaits.
    """
    for frame in awaiting:
        line = _changes(frame.f_code, frame.f_lineno, tuple(_modules(frame.f_code, frame.f_globals)))
        if line is not None:
            return place_in(frame.f_code, line)
    return place_in(awaiting[-1].f_code, awaiting[-1].f_lineno)


def _modules(code: CodeType, known: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in code.co_names if isinstance(known.get(name), ModuleType))


@functools.lru_cache(maxsize=1024)
def _changes(code: CodeType, line: int, modules: tuple[str, ...]) -> int | None:
    function = _function(code)
    if function is None:
        return None
    parameters = code.co_argcount + code.co_kwonlyargcount
    own = {*code.co_varnames[parameters:], *code.co_cellvars, *modules} - {*code.co_varnames[:parameters]}
    statements = sorted(_simple(function), key=lambda statement: statement.lineno)
    awaiting = next((s for s in statements if s.lineno <= line <= (s.end_lineno or 0)), None)
    if awaiting is not None and not _only_awaits(awaiting) and _changes_others(awaiting, own):
        return awaiting.lineno
    last = line if awaiting is None else awaiting.end_lineno or line
    later = (s for s in statements if s.lineno > last and _changes_others(s, own))
    return next((statement.lineno for statement in later), None)


def _function(code: CodeType) -> ast.AST | None:
    for node in ast.walk(tree_of(code.co_filename)):
        if (
            isinstance(node, _FUNCTIONS)
            and node.name == code.co_name
            and first_line(node) == code.co_firstlineno
        ):
            return node
    return None


def _simple(node: ast.AST) -> Iterator[ast.stmt]:
    """Simple statements in a function, not those of functions that it defines."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(child, ast.stmt) and not hasattr(child, "body"):
            yield child
        yield from _simple(child)


def _only_awaits(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Await)


def _changes_others(statement: ast.stmt, own: set[str]) -> bool:
    if isinstance(statement, ast.Expr):
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        method = value.func if isinstance(value, ast.Call) else None
        return isinstance(method, ast.Attribute) and method.attr not in _TELLING and _is_others(method, own)
    if isinstance(statement, ast.AugAssign) and isinstance(statement.value, ast.Constant):
        return False  # counts add up to the same in any order
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return False
    return any(_is_others(target, own) for target in targets)


def _is_others(target: ast.expr, own: set[str]) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_is_others(each, own) for each in target.elts)
    if isinstance(target, ast.Name):
        return False
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and target.id not in own
