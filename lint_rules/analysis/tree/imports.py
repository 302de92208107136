"""Where a file wants a new import."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

from lint_rules.analysis.scanning.syntax import REFUSALS, parse


def import_line(lines: list[str], module: str) -> int | None:
    """The line before which `import module` goes: beside its like, below docstring and `__future__`.

    None where no line will do, such as in a file of one line.
    """
    body = _statements("".join(lines))
    header = [node for number, node in enumerate(body) if _is_header(node, number)]
    rest = body[len(header) :]
    if not rest:
        return None
    block = _first_imports(rest)
    later = [node for node in block if _key(_module_of(node)) > _key(module)]
    if later:
        line = _start(later[0])
    elif block:
        line = (block[-1].end_lineno or 0) + 1
    else:
        line = _after(header, rest[0])
    return line if _is_free(body, line, lines) else None


@lru_cache(maxsize=1)  # every finding in a file may want an import
def _statements(text: str) -> list[ast.stmt]:
    try:
        return parse(text).body
    except REFUSALS:
        return []


def _is_header(node: ast.stmt, number: int) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return True
    return number == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _first_imports(statements: list[ast.stmt]) -> list[ast.Import | ast.ImportFrom]:
    """The first run of imports without anything else in between."""
    block: list[ast.Import | ast.ImportFrom] = []
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            block.append(node)
        else:
            break
    return block


def _after(header: list[ast.stmt], following: ast.stmt) -> int:
    return (header[-1].end_lineno or 0) + 1 if header else _start(following)


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _module_of(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _key(module: str) -> tuple[bool, bool, str]:
    """Standard library, then packages, then the project's own relative imports."""
    return (module.startswith("."), module.partition(".")[0] not in sys.stdlib_module_names, module)


def _is_free(body: list[ast.stmt], line: int, lines: list[str]) -> bool:
    """Whether a line can be put there: no statement goes on through it, and something comes after."""
    inside = any(node.lineno < line <= (node.end_lineno or 0) for node in body)
    return not inside and line <= len(lines)
