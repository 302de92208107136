"""Files of the program as syntax trees, each parsed once."""

from __future__ import annotations

import ast
import functools
from pathlib import Path


@functools.lru_cache(maxsize=256)
def tree_of(file: str) -> ast.Module:
    """Empty where the file cannot be read."""
    try:
        return ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def decorators_of(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return statement.decorator_list
    return []


def first_line(statement: ast.stmt) -> int:
    """Of a definition that of its first decorator."""
    return min([statement.lineno, *(decorator.lineno for decorator in decorators_of(statement))])
