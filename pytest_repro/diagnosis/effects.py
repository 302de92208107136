"""Statements that change what belongs to a library, as their shape tells.

No list names every switch of every library. Where an earlier test is known to matter and nothing that is
watched has changed, these are what it may have left behind.
"""

from __future__ import annotations

import ast
import functools
import re
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_SWITCHING = re.compile(
    r"_?(set|reset|enable|disable|register|unregister|configure|config|install|use|update|patch|add|load)"
    r"(_|options?$|config$|[A-Z]|$)|set(locale|context|err|attr|trace|limit)"
)
"""Names of functions that are called for what they change."""
_TESTING = frozenset({"logging", "mock", "monkeypatch", "pytest", "testing", "unittest", "warnings"})


def stores_abroad(file: Path, statement: ast.stmt, function: Function) -> bool:
    """Whether it sets an attribute or an item of what an import brought, or of what a call gave."""
    starts = _stored_in(statement)
    return any(isinstance(start, ast.Call) or _is_abroad(file, start, function) for start in starts)


def changes_one_of(statement: ast.stmt, variables: set[str]) -> bool:
    """Whether it sets something in what a variable holds, or calls a method of it for what that changes."""
    starts = list(_stored_in(statement))
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        starts.append(start_of(call.func))
    return any(isinstance(start, ast.Name) and start.id in variables for start in starts)


def gives_what_is_kept(function: Function) -> bool:
    """Whether a function gives all its callers the same object: a cached one, or one of its module's."""
    names = {getattr(n, "id", getattr(n, "attr", "")) for d in function.decorator_list for n in ast.walk(d)}
    if any("cache" in name or name == "singleton" for name in names):
        return True
    given = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
    shared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    own = _own(function) - shared
    return any(isinstance(value, ast.Name) and value.id not in own for value in given)


def _stored_in(statement: ast.stmt) -> Iterator[ast.AST]:
    """From what the chains of attributes and items start that a statement sets."""
    if isinstance(statement, ast.Assign | ast.Delete):
        targets = statement.targets
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign):
        targets = [statement.target]
    else:
        targets = []
    return (start_of(target) for target in targets if isinstance(target, ast.Attribute | ast.Subscript))


def switches_abroad(file: Path, statement: ast.stmt, function: Function) -> bool:
    """Whether it calls a function of a library for what that changes, and leaves what it gives."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return bool(_SWITCHING.match(name)) and _is_abroad(file, start_of(call.func), function)


def start_of(node: ast.AST) -> ast.AST:
    """What a chain of attributes and items starts from."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node


def _is_abroad(file: Path, start: ast.AST, function: Function) -> bool:
    known = _imported(str(file))
    if not isinstance(start, ast.Name) or start.id not in known or start.id in _own(function):
        return False
    return _TESTING.isdisjoint(known[start.id].split("."))


@functools.lru_cache(maxsize=64)
def _imported(file: str) -> dict[str, str]:
    """Names that a file imports, with the way to what they stand for."""
    found = {}
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = f"{module}.{alias.name}"
    return found


def _own(function: Function) -> set[str]:
    """Variables that a function is given or makes."""
    names = (n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {*names, *(argument.arg for argument in arguments)}
