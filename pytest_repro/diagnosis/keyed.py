"""Lines that ask for the id of an object only to find it again in a dict: ``names[id(part)] = name``."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_FINDERS = frozenset({"get", "pop", "setdefault"})


@functools.lru_cache(maxsize=1024)
def only_finds_by_id(file: str, first: int, last: int) -> bool:
    """Whether all ids that the lines ask for are keys of dicts, whose order does not follow from them."""
    nodes = [n for n in ast.walk(tree_of(file)) if first <= getattr(n, "lineno", 0) <= last]
    keys = (key for node in nodes for key in _keys(node))
    finding = {key.func for key in keys if isinstance(key, ast.Call)}
    asked = [node for node in nodes if isinstance(node, ast.Name) and node.id == "id"]
    return bool(asked) and finding.issuperset(asked)


def _keys(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Subscript):
        yield from node.slice.elts if isinstance(node.slice, ast.Tuple) else (node.slice,)
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        yield node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FINDERS:
        yield from node.args[:1]
    elif isinstance(node, ast.Dict | ast.DictComp):
        yield from (key for key in (node.keys if isinstance(node, ast.Dict) else (node.key,)) if key)
