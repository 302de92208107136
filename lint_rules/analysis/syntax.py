"""The standard library's parser, asked quietly."""

from __future__ import annotations

import ast
import warnings

# What the parser raises for text that it does not take.
REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)


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
