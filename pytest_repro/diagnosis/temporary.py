"""The temporary directory: traces of two trials take theirs for one, since every trial has another."""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.proposal import Proposal
from pytest_repro.parsed import tree_of
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.diagnosis.evidence import Evidence, Function
    from pytest_repro.diagnosis.locate import Locator

TEMPORARY = Atom("environment", "temporary-directory")
_GIVEN = frozenset({"tmp_path", "tmp_path_factory", "tmpdir", "tmpdir_factory"})
"""Fixtures of pytest's that lead there."""
_ASKING = re.compile(
    r"\btempfile\b|\bmk[sd]?temp\b|\bgettempdirb?\b|Temporary(File|Directory)|\bTE?MP(DIR)?\b"
)
_HOW = "static analysis named the lines that are first to use what pytest gives there"


def names_folder(file: str, line: int) -> bool:
    """Whether a line asks for it itself; libraries keep files there of which nobody hears."""
    return _ASKING.search(linecache.getline(file, line)) is not None


def unseen_in_traces(evidence: Evidence, locator: Locator) -> Proposal:
    """What is worth a trial where outputs differ and no line of two traces does."""
    asked = evidence.places(TEMPORARY)
    given = [(f.file, line) for f in evidence.functions() for line in _lines(f)]
    sites = [site for place in dict.fromkeys((*asked, *given)) if (site := evidence.site_at(*place))]
    located = locator.at(tuple(sites)) if sites else Located((), ())
    return Proposal(frozenset({TEMPORARY}), {TEMPORARY: replace(located, how=_HOW if given else "")})


def _lines(function: Function) -> Iterator[int]:
    """The first line of a function's body that uses what pytest gives it, if one does."""
    for node in ast.walk(tree_of(function.file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is(node, function):
            names = (name for statement in node.body for name in ast.walk(statement))
            used = [n.lineno for n in names if isinstance(n, ast.Name) and n.id in _GIVEN]
            yield from sorted(used)[:1]


def _is(node: ast.FunctionDef | ast.AsyncFunctionDef, function: Function) -> bool:
    return node.name == function.name.rpartition(".")[2] and function.first <= node.lineno <= function.last
