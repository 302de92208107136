"""Plain helpers for libcst's nodes: what is below a node, what it binds, how it is spelled."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAYOUT = ("whitespace", "lpar", "rpar", "lbrace", "rbrace", "lbracket", "rbracket", "comma", "semicolon",
           "leading_lines", "lines_after", "header", "footer", "trailing", "dot", "equal")  # fmt: skip

TEXT = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)
"""Nodes of literal text, with what is put into it."""
INEQUALITIES = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)


@cache
def node_names() -> dict[str, type[cst.CSTNode]]:
    """`visit_` name -> libcst node type, for every node of libcst."""
    found = [getattr(cst, name) for name in sorted(cst.__all__)]
    # `issubclass` is slow for these, and `isinstance` as well: they are abstract base classes.
    nodes = [n for n in found if isinstance(n, type) and cst.CSTNode in n.__mro__]
    return {"visit_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", n.__name__).lower(): n for n in nodes}


# So what is asked at every node is asked of its exact type.
NODES: frozenset[type] = frozenset(node_names().values())
STATEMENTS = frozenset(kind for kind in NODES if cst.BaseStatement in kind.__mro__)
SMALL_STATEMENTS = frozenset(kind for kind in NODES if cst.BaseSmallStatement in kind.__mro__)
COMPREHENSIONS = frozenset(kind for kind in NODES if cst.BaseComp in kind.__mro__)


class _Fields(dict[type[cst.CSTNode], tuple[str, ...]]):
    """The fields of a kind of node that may hold code, not layout, last first."""

    def __missing__(self, kind: type[cst.CSTNode]) -> tuple[str, ...]:
        names = [f.name for f in fields(kind)]
        found = tuple(n for n in reversed(names) if not n.startswith(_LAYOUT) and "whitespace" not in n)
        self[kind] = found
        return found


FIELDS = _Fields()


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for name in reversed(FIELDS[type(node)]):
        value = getattr(node, name)
        kind = type(value)
        if kind is tuple or kind is list:
            for item in value:
                if type(item) in NODES:
                    yield item
        elif kind in NODES:
            yield value


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An expression and all below it. For a whole body, `SourceFile.below` is faster."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


def comprehension_clauses(node: cst.BaseComp) -> list[cst.CompFor]:
    clauses: list[cst.CompFor] = []
    clause: cst.CompFor | None = getattr(node, "for_in", None)
    while clause is not None:
        clauses.append(clause)
        clause = clause.inner_for_in
    return clauses


def stored_names(target: cst.CSTNode) -> list[str]:
    """The names that an assignment or loop target binds."""
    if isinstance(target, cst.Name):
        return [target.value]
    if isinstance(target, cst.Tuple | cst.List):
        return [name for element in target.elements for name in stored_names(element.value)]
    return []


def only_index(node: cst.CSTNode | None) -> cst.BaseExpression | None:
    """`key` of `table[key]`; None of anything else, as of a slice or of several axes."""
    if not isinstance(node, cst.Subscript) or len(node.slice) != 1:
        return None
    index = node.slice[0].slice
    return index.value if isinstance(index, cst.Index) else None


def dotted_name(node: cst.CSTNode) -> str | None:
    """`a.b.c` for a chain of attributes of a name."""
    if type(node) is cst.Name:
        return node.value
    parts: list[str] = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return None
    parts.append(node.value)
    return ".".join(reversed(parts))
