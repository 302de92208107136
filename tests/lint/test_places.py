"""Nodes are placed function by function; the places are those that libcst gives to the whole statement."""

from __future__ import annotations

from pathlib import Path

from lint_rules.analysis.project.questions import Questions
from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.methods import Reach, leave_out
from lint_rules.analysis.scanning.screen import Screens
from lint_rules.analysis.tree.source import SourceFile
from lint_rules.catalogue import catalogue
from lint_rules.config import Config

from .test_selecting import CLASS

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


def placed(text: str) -> SourceFile:
    screens = Screens([rule for rule in catalogue() if rule.reads_source])
    facts = sources.scan_text(text, "a.py", screens.screen(screens.marked(text)))
    leave_out(facts, text, Reach())
    codes = frozenset(code for chunk in facts.chunks for code in chunk.wanted_by)
    return SourceFile(text, facts, codes, Questions("a.py", lambda _: None), Path.cwd(), Config())


def test_places_are_those_of_the_whole_statement() -> None:
    for text in (TEXT, TEXT.replace("\n", "\r\n"), CLASS):
        file = placed(text)
        compared = 0
        for node in file.nodes[1:]:
            try:
                expected = file._position_in_statement(node)
            except KeyError:  # no code of its own
                continue
            assert file.position(node) == expected, node
            compared += 1
        assert compared > 50 and file._in_functions
