"""Nodes are placed line by line; the places are those that libcst gives to the whole statement."""

from __future__ import annotations

import contextlib
import dataclasses
import graphlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst
import pytest

from lint_rules.analysis.project.questions import Questions
from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.methods import Reach, leave_out
from lint_rules.analysis.scanning.screen import Screen, Triggers
from lint_rules.analysis.tree import places
from lint_rules.analysis.tree.source import SourceFile
from lint_rules.catalogue import catalogue
from lint_rules.config import Config

from .test_selecting import CLASS

if TYPE_CHECKING:
    from types import ModuleType

TEXT = '''
import functools
import random

class Outer:
    x = set(load())

    # a comment above
    @functools.cache
    def one(self, a=random.random(),
            b=(1,
               2)): return a

    if x:
      async def two(self):
          return """
  text
""" + str([
            random.random(),
    3])

    class Inner:

        @property

        def three(self):
            def four():
                return random.random()
            return four \\
                , 5

def five(): return random.random(); random.seed(1)
'''


def placed(text: str, whole: bool = False) -> SourceFile:
    """A file of which the rules want something, or everything."""
    triggers = Triggers([rule for rule in catalogue() if rule.reads_source])
    facts = sources.scan_text(text, "a.py", Screen(triggers, text))
    for chunk in facts.chunks if whole else ():
        chunk.wanted_by.add("REP101")
    if not whole:
        leave_out(facts, text, Reach())
    codes = frozenset(code for chunk in facts.chunks for code in chunk.wanted_by)
    return SourceFile(text, facts, codes, Questions("a.py", lambda _: None), Path.cwd(), Config())


def compare(file: SourceFile) -> int:
    """How many nodes there are, all of which stand where libcst puts them."""
    compared = 0
    for node in file.nodes[1:]:
        try:
            expected = file._places._in_statement(node)
        except KeyError:  # no code of its own
            continue
        assert file.position(node) == expected, node
        compared += 1
    return compared


def test_places_are_those_of_the_whole_statement() -> None:
    for text in (TEXT, TEXT.replace("\n", "\r\n"), CLASS):
        file = placed(text)
        assert compare(file) > 50
        assert file._places._in_functions
        assert file._places._in_lines


@pytest.mark.parametrize("module", [contextlib, dataclasses, graphlib])
def test_places_in_real_code(module: ModuleType) -> None:
    file = placed(Path(inspect.getfile(module)).read_text(encoding="utf-8"), whole=True)
    assert compare(file) > 500
    lines = file.of_kinds([cst.SimpleStatementLine])
    assert all(file._places._line_of(line) is not None for line in lines)


def test_where_the_parsers_do_not_agree_libcst_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    file = placed(TEXT)
    monkeypatch.setattr(places, "_statements", lambda body: iter(()))
    assert compare(file) > 50
    assert not file._places._in_lines
