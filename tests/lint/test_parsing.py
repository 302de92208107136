"""The parse that checks nothing twice gives libcst's own tree, and leaves libcst as it was."""

from __future__ import annotations

import contextlib
import inspect
from pathlib import Path

import libcst as cst
import pytest

from lint_rules.analysis.tree.parsing import parse_module


def test_the_tree_is_that_of_libcst() -> None:
    text = Path(inspect.getfile(contextlib)).read_text(encoding="utf-8")
    assert parse_module(text).deep_equals(cst.parse_module(text))


def test_what_python_takes_is_taken() -> None:
    text = "assert(a if b else c)\n"
    with pytest.raises(cst.CSTValidationError):
        cst.parse_module(text)
    assert parse_module(text).code == text


@pytest.mark.parametrize("text", ["x = 1\n", "x = (\n"])
def test_nodes_are_checked_again_afterwards(text: str) -> None:
    with contextlib.suppress(cst.ParserSyntaxError):
        parse_module(text)
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")
