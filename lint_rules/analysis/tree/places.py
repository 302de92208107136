"""Where nodes stand in the file, each told from as little of the tree as possible.

libcst knows no places: it writes the code anew and counts, which costs twice as much as the parse. So only
the line around a node is written, and the standard library's parser says where that line stands.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias, cast

import libcst as cst
from libcst.metadata import PositionProvider

from lint_rules.analysis.scanning.syntax import REFUSALS, parse
from lint_rules.analysis.tree.depth import deeply
from lint_rules.analysis.tree.nodes import SMALL_STATEMENTS, STATEMENTS
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from libcst.metadata import CodeRange

    from lint_rules.analysis.scanning.assembling import Assembled
    from lint_rules.analysis.tree.parsed import Tree

_Ranges: TypeAlias = "Mapping[cst.CSTNode, CodeRange]"
_Statement: TypeAlias = "cst.SimpleStatementLine | cst.BaseCompoundStatement"
_BODIES = ("body", "handlers", "orelse", "finalbody", "cases")


class Places:
    """Answers for one tree, made of the text that was put together for it."""

    def __init__(self, tree: Tree, assembled: Assembled) -> None:
        self._tree = tree
        self._assembled = assembled
        self._tops = [tree.order(statement) for statement in tree.module.body]
        self._lines: dict[int, dict[int, int]] = {}
        self._in_lines: dict[int, _Ranges] = {}
        self._in_functions: dict[int, _Ranges | None] = {}
        self._in_statements: dict[int, _Ranges] = {}

    def of(self, node: cst.CSTNode) -> Span:
        line = _line_around(self._tree, node)
        start = self._line_of(line) if line is not None else None
        if line is None or start is None:
            return self._in_function(node)
        number = self._tree.order(line)
        if number not in self._in_lines:
            self._in_lines[number] = self._written([self._indented(line)])
        places = self._in_lines[number]
        before = start - places[line.body[0]].start.line
        return _span(places[node], lambda count: before + count)

    # -- the line around a node ----------------------------------------------------------------------------

    def _line_of(self, line: cst.SimpleStatementLine) -> int | None:
        """The line in the file; None where the two parsers do not agree on what stands there."""
        top = self._top(line)
        if top not in self._lines:
            self._lines[top] = self._lines_in(top)
        return self._lines[top].get(id(line))

    def _lines_in(self, top: int) -> dict[int, int]:
        """Both parsers see the same statements in the same order, and the built-in one knows their lines."""
        try:
            known = list(_statements(parse(self._assembled.chunk(top)).body))
        except REFUSALS:
            return {}
        found: dict[int, int] = {}
        nodes = self._tree.below(self._tree.module.body[top])
        ours = [n for n in nodes if type(n) in SMALL_STATEMENTS or _is_compound(n)]
        for node, statement in zip_longest(ours, known):
            if node is None or statement is None or _is_compound(node) != _has_body(statement):
                return {}
            line = self._tree.parent(node)
            if isinstance(line, cst.SimpleStatementLine):
                found.setdefault(id(line), self._assembled.line(top, statement.lineno))
        return found

    def _top(self, node: cst.CSTNode) -> int:
        return bisect_right(self._tops, self._tree.order(node)) - 1

    # -- what stands in no such line: decorators, parameters, headers of loops -----------------------------

    def _in_function(self, node: cst.CSTNode) -> Span:
        """By the outermost function around a node. The first question about one places all in it."""
        function = self._outermost_function(node)
        if function is None:
            return self._in_statement(node)
        number, scope = self._tree.order(function), self._tree.scope_of(function)
        if number not in self._in_functions:
            whole = scope.name == function.name.value and not self._assembled.leaves_out(scope)
            self._in_functions[number] = self._written([self._indented(function)]) if whole else None
        places = self._in_functions[number]
        if places is None:
            return self._in_statement(node)
        before = scope.line - places[function].start.line
        return _span(places[node], lambda line: before + line)

    def _in_statement(self, node: cst.CSTNode) -> Span:
        top = self._top(node)
        if top not in self._in_statements:
            self._in_statements[top] = self._written([self._tree.module.body[top]])
        return _span(self._in_statements[top][node], lambda line: self._assembled.line(top, line))

    def _outermost_function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function around a node that is no other's."""
        found = node if isinstance(node, cst.FunctionDef) else None
        for ancestor in self._tree.ancestors(node):
            found = ancestor if isinstance(ancestor, cst.FunctionDef) else found
        return found

    # -- libcst's own places -------------------------------------------------------------------------------

    def _written(self, body: list[_Statement]) -> _Ranges:
        alone = self._tree.module.with_changes(body=body, header=(), footer=())
        try:
            return _Provider().of(alone)
        except (RecursionError, KeyError):  # libcst loses its place on the way back from a recursion
            return deeply(lambda: _Provider().of(alone))

    def _indented(self, statement: _Statement) -> _Statement:
        """A statement as deep as it stands in the file, but alone."""
        for ancestor in self._tree.ancestors(statement):
            if isinstance(ancestor, cst.IndentedBlock | cst.Match):
                block = cst.IndentedBlock(body=[statement], indent=ancestor.indent)
                statement = cst.If(test=cst.Name("x"), body=block)
        return statement


class _Provider(PositionProvider):
    """A `MetadataWrapper` gives the same after one more walk through the tree."""

    def of(self, module: cst.Module) -> _Ranges:
        self._gen_impl(module)
        return cast("_Ranges", self._computed)


def _line_around(tree: Tree, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
    if isinstance(node, cst.SimpleStatementLine):
        return node
    above = next((ancestor for ancestor in tree.ancestors(node) if type(ancestor) in STATEMENTS), None)
    return above if isinstance(above, cst.SimpleStatementLine) else None


def _is_compound(node: cst.CSTNode) -> bool:
    return type(node) in STATEMENTS and type(node) is not cst.SimpleStatementLine


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements with those in them, in the order of the source."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        inner = [part for name in _BODIES for part in _listed(node, name)]
        pending += reversed(inner)


def _listed(node: ast.AST, name: str) -> list[ast.AST]:
    held = getattr(node, name, None)
    return held if isinstance(held, list) else []


def _has_body(statement: ast.stmt) -> bool:
    return isinstance(getattr(statement, "body", None), list) or isinstance(statement, ast.Match)


def _span(place: CodeRange, number: Callable[[int], int]) -> Span:
    start, end = number(place.start.line), number(place.end.line)
    return Span(start, place.start.column + 1, end, place.end.column + 1)
