"""The fast scan: one walk over the standard library's syntax tree of a file.

It costs about as much as the parse itself, and it decides which statements are worth parsing again with
libcst. Names are resolved once the whole file has been seen, since a function may use what is bound below it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import USUAL, Chunk, Facts, Item, Method, Scope
from lint_rules.analysis.scanning.settling import HASH_SEED_WORDS, settle
from lint_rules.analysis.scanning.syntax import parse
from lint_rules.analysis.scanning.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.scanning.screen import Screen

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What a script does with what it has computed; a module that is there to be imported does none of it.
_DOINGS = frozenset({"fit", "imshow", "main", "plot", "print", "run", "savefig", "show", "title", "train"})
_LONG = 200  # lines of a statement whose items are told apart
_HOLD_CLASSES = (ast.ClassDef, ast.If, ast.Try, ast.With)


def scan(text: str, path: str, module_name: str, is_package: bool, screen: Screen | None = None) -> Facts:
    """Collect the facts of a file; with `screen`, also mark the chunks that a rule wants to see."""
    facts = Facts(path, module_name, is_package, Scope("module", "", None))
    walker = Walker(facts, screen)
    walker.keeps_tests = any(word in text for word in HASH_SEED_WORDS)
    body = parse(text).body
    for chunk, statements in _chunks(body):
        facts.chunks.append(chunk)
        if len(statements) == 1:
            _describe(chunk, statements[0])
        _note_program(facts, statements)
        walker.walk(chunk, statements)
    if path.endswith(".ipynb") and not facts.module.stars:
        # What it does not name, a fix that needs it has to import.
        used = {node.id for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name)}
        usual = {name: module for name, module in USUAL.items() if name in used}
        facts.module.names = {**usual, **facts.module.names}
    settle(walker, text)
    return facts


def _note_program(facts: Facts, statements: list[ast.stmt]) -> None:
    """Note what runs only in a program, and whether the module is one that acts by itself."""
    for node in statements:
        if isinstance(node, ast.If) and any(
            isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
        ):
            facts.guarded.append((node.lineno, node.end_lineno or node.lineno))
        elif not facts.acts:
            facts.acts = any(map(_is_doing, _run_at_once(node)))


def _run_at_once(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those in its blocks, but for the bodies of definitions."""
    pending = [statement]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.For | ast.While | ast.With):
            pending += node.body


def _is_doing(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return (dotted_name(node.value.func) or "").rpartition(".")[2] in _DOINGS


def _chunks(body: list[ast.stmt]) -> Iterator[tuple[Chunk, list[ast.stmt]]]:
    """Group the top-level statements that share a line (`a = 1; b = 2`)."""
    group: list[ast.stmt] = []
    chunk: Chunk | None = None
    for statement in body:
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        last = statement.end_lineno or statement.lineno
        if chunk is not None and first <= chunk.last_line:
            chunk.last_line = max(chunk.last_line, last)
            group.append(statement)
            continue
        if chunk is not None:
            yield chunk, group
        chunk, group = Chunk(first, last), [statement]
    if chunk is not None:
        yield chunk, group


def _describe(chunk: Chunk, statement: ast.stmt) -> None:
    """Note what a chunk is that consists of one definition."""
    if isinstance(statement, _FUNCTIONS):
        chunk.defines = statement.name
    else:
        chunk.methods = list(_methods(statement))
        if chunk.last_line - chunk.first_line >= _LONG:
            chunk.items = list(_items(statement))


def _methods(statement: ast.stmt) -> Iterator[Method]:
    """Those of a class, also of one in another class or below an `if`."""
    for node in getattr(statement, "body", ()) if isinstance(statement, _HOLD_CLASSES) else ():
        if isinstance(node, _FUNCTIONS):
            if isinstance(statement, ast.ClassDef):
                yield from _method(node)
        else:
            yield from _methods(node)
    for node in getattr(statement, "orelse", ()) if isinstance(statement, ast.If) else ():
        yield from _methods(node)


def _items(statement: ast.stmt) -> Iterator[Item]:
    value = getattr(statement, "value", None)
    if isinstance(value, ast.List | ast.Tuple):
        for item in value.elts:
            end = item.end_lineno or item.lineno
            yield Item(item.lineno, item.col_offset, end, item.end_col_offset or 0)


def _method(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Method]:
    """The method, if its body has lines of its own."""
    body, last = node.body[0].lineno, node.end_lineno
    first_of_body = min([body, *(d.lineno for d in getattr(node.body[0], "decorator_list", ()))])
    header = max([node.lineno, *(a.end_lineno or 0 for a in _header_parts(node))])
    if last is not None and first_of_body > header:
        yield Method(node.name, node.lineno, first_of_body, last)


def _header_parts(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr | ast.arg]:
    arguments = node.args
    yield from [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    yield from arguments.defaults
    optional = (arguments.vararg, arguments.kwarg, node.returns, *arguments.kw_defaults)
    yield from (part for part in optional if part is not None)
