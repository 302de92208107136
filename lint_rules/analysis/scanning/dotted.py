"""Dotted names in the trees of `ast`."""

from __future__ import annotations

import ast


def dotted_name(node: ast.AST | None) -> str | None:
    """`a.b.c` for a chain of attributes of a name."""
    if type(node) is ast.Name:
        return node.id
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def last_name(node: ast.AST | None) -> str:
    """`c` of `c`, and of `c` asked of anything, as in `a().c`; empty for what has no name."""
    return node.attr if type(node) is ast.Attribute else getattr(node, "id", "")
