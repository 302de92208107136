"""Which names each line of a file reads: enough to tell what a value may have come from."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Statement:
    """A simple statement, or the head of a compound one."""

    first: int
    last: int
    names: frozenset[str] = frozenset()
    """Variables that it mentions."""
    members: frozenset[tuple[str, str]] = frozenset()
    """Names with the module that they are looked up in or imported from: ``(config, SEED)``."""
    imports: bool = False


@functools.lru_cache(maxsize=256)
def _statements(file: str) -> dict[int, Statement]:
    """The innermost statement on each line."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    aliases = dict(_aliases(tree))
    found: dict[int, Statement] = {}
    for node in ast.walk(tree):  # outer ones first
        if isinstance(node, ast.stmt):
            statement = _read(node, aliases)
            found.update(dict.fromkeys(range(statement.first, statement.last + 1), statement))
    return found


def statement_at(file: str, line: int) -> Statement:
    """The statement on a line; the line alone where the file cannot be read."""
    return _statements(file).get(line) or Statement(line, line)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Other names of modules: ``import vocabulary as v``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name.rpartition(".")[2]


def _read(node: ast.stmt, aliases: dict[str, str]) -> Statement:
    head = list(_head(node))
    inner = [part for name in _BLOCKS for part in getattr(node, name, None) or [] if hasattr(part, "lineno")]
    last = min([node.end_lineno or node.lineno, *(max(part.lineno - 1, node.lineno) for part in inner)])
    names = {part.id for part in head if isinstance(part, ast.Name)}
    members = {
        (aliases.get(part.value.id, part.value.id), part.attr)
        for part in head
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name)
    }
    if isinstance(node, ast.ImportFrom):
        stem = (node.module or "").rpartition(".")[2]
        members |= {(stem, alias.name) for alias in node.names}
    imports = isinstance(node, ast.Import | ast.ImportFrom)
    return Statement(node.lineno, last, frozenset(names), frozenset(members), imports)


def _head(node: ast.stmt) -> Iterator[ast.AST]:
    """The statement without the statements in it."""
    for name, value in ast.iter_fields(node):
        if name in _BLOCKS and isinstance(value, list):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from ast.walk(part)
