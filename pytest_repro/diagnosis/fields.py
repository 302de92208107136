"""The line of a class body at which a dataclass names the factory of a field."""

from __future__ import annotations

import ast

from pytest_repro.parsed import tree_of

_SCOPES = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def line_of_factory(file: str, owner: str, name: str) -> int | None:
    """``owner``: the class, with what it stands in. None where the file does not hold it."""
    scopes: list[ast.AST] = [tree_of(file)]
    for part in owner.replace(".<locals>", "").split("."):
        inside = (node for scope in scopes for node in ast.walk(scope))
        scopes = [node for node in inside if isinstance(node, _SCOPES) and node.name == part]
    statements = (statement for scope in scopes for statement in getattr(scope, "body", ()))
    return next((_factory(each).lineno for each in statements if _is_field(each, name)), None)


def _is_field(statement: ast.AST, name: str) -> bool:
    return isinstance(statement, ast.AnnAssign) and getattr(statement.target, "id", "") == name


def _factory(field: ast.AnnAssign) -> ast.expr | ast.AnnAssign:
    keywords = field.value.keywords if isinstance(field.value, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == "default_factory"), field)
