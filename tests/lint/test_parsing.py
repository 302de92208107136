"""The parse that checks nothing twice gives libcst's own tree, and leaves libcst as it was."""

from __future__ import annotations

import contextlib
import inspect
import subprocess
import sys
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


_TELL = """
import dataclasses, inspect
import libcst
from libcst.metadata import CodePosition

assert dataclasses.dataclass.__module__ == "dataclasses"
assert CodePosition(1, 2) == CodePosition(1, 2) and "line=1" in repr(CodePosition(1, 2))
assert libcst.Name("a") != libcst.Name("a") and len({libcst.Name("a"), libcst.Name("a")}) == 2
for name in sorted(libcst.__all__):
    kind = getattr(libcst, name)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        own = [o.__qualname__ for o in (kind.__repr__, kind.__eq__, kind.__hash__, kind.__setattr__)]
        print(name, own, [f.name for f in dataclasses.fields(kind)], list(inspect.signature(kind).parameters))
        print(sorted(vars(kind)))
"""


def test_libcst_is_the_same_when_it_is_imported_sparingly() -> None:
    first = "from lint_rules.analysis.tree.importing import import_libcst\nimport_libcst()\n"
    usual, sparing = (_said(_TELL), _said(first + _TELL))
    assert usual == sparing and usual.count("CSTNode.__eq__") > 150


def _said(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout
