"""The standard library's parser, asked quietly."""

from __future__ import annotations

import ast
import warnings

# What the parser raises for text that it does not take.
REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)


_HOLD_NO_NODES = frozenset(
    ["arg", "attr", "conversion", "ctx", "id", "is_async", "kind", "op", "ops", "simple", "type_comment"]
)


class _Fields(dict[type, tuple[str, ...]]):
    """The fields of a kind of node that may hold others, last first."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        named = () if kind is ast.Constant else kind._fields
        self[kind] = tuple(name for name in reversed(named) if name not in _HOLD_NO_NODES)
        return self[kind]


FIELDS = _Fields()


def parse(text: str) -> ast.Module:
    """Like `ast.parse`, without the warnings about the linted code that would land on our standard error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def parses(text: str) -> bool:
    try:
        parse(text)
    except REFUSALS:
        return False
    return True
