"""`setup.py`, read and never run: the lists that stand in it as they are."""

from __future__ import annotations

import ast
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.scanning.syntax import parse
from lint_rules.entries import ProjectDependency
from lint_rules.manifests.project.kind import kind_of
from lint_rules.manifests.project.wanted import from_requirement
from lint_rules.manifests.python.lines import version_span
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import DependencyRole
    from lint_rules.manifests import Manifest

_ARGUMENTS: dict[str, DependencyRole] = {
    "install_requires": "runtime",
    "extras_require": "optional",
    "setup_requires": "build",
    "tests_require": "development",
}


def matches(path: PurePath) -> bool:
    return path.name == "setup.py"


def read(manifest: Manifest) -> Iterator[ProjectDependency]:
    if "setup(" not in manifest.text:
        return
    try:
        tree = parse(manifest.text)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise UnreadableError.from_parser(error) from None
    published = kind_of(manifest) == "library"
    module = _Module(tree, manifest.text)
    for argument, role in _ARGUMENTS.items():
        for value in module.arguments(argument):
            for text, span in module.strings(value):
                one = from_requirement(text, (), role)
                literal = manifest.excerpt(span) if span.line == span.end_line else ""
                plain = not one.direct and literal[1:-1] == text
                version = version_span(text, span.line, span.column + 1) if plain else None
                yield ProjectDependency(
                    span, one.name, text, one.level, one.reason, one.direct, published, version, role=one.role
                )


class _Module:
    def __init__(self, tree: ast.Module, text: str) -> None:
        self._lines = split_lines(text)
        self._known: dict[int, list[int] | None] = {}
        self._nodes = list(ast.walk(tree))
        self._values: dict[str, list[ast.expr]] = {}
        for node in self._nodes:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._bind(target, node.value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """`extras["dev"] = […]` adds to what `extras` holds."""
        name = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(name, ast.Name):
            self._values.setdefault(name.id, []).append(value)

    def arguments(self, name: str) -> list[ast.expr]:
        return [
            keyword.value
            for node in self._nodes
            if isinstance(node, ast.Call) and _called(node) == "setup"
            for keyword in node.keywords
            if keyword.arg == name
        ]

    def strings(self, value: ast.expr) -> Iterator[tuple[str, Span]]:
        """The strings of lists, of dicts of lists, of their sums, and of names bound to them."""
        pending = [value]
        seen: set[str] = set()
        while pending:
            node = pending.pop()
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
                yield node.value.strip(), self._span(node)
            elif isinstance(node, ast.List | ast.Tuple):
                pending += node.elts[::-1]
            elif isinstance(node, ast.Dict):
                pending += node.values[::-1]
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                pending += [node.right, node.left]
            elif isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                pending += self._values.get(node.id, [])[::-1]

    def _span(self, node: ast.Constant) -> Span:
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Span(
            node.lineno, self._column(node.lineno, node.col_offset), end_line, self._column(end_line, end)
        )

    def _column(self, line: int, offset: int) -> int:
        """The tree counts bytes."""
        starts = self._starts(line)
        return offset + 1 if starts is None else bisect_left(starts, offset) + 1

    def _starts(self, line: int) -> list[int] | None:
        """Where the characters of a line start in its bytes; None where each has one byte."""
        if line not in self._known:
            text = self._lines[line - 1]
            sizes = (len(char.encode()) for char in text)
            self._known[line] = None if text.isascii() else [0, *accumulate(sizes)]
        return self._known[line]


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
