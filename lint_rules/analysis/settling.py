"""The end of a scan: names are resolved, calls find their scopes, and chunks learn which rules want them."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING

from lint_rules.analysis.dotted import dotted_name
from lint_rules.analysis.facts import UNKNOWN, Call, Decorator, resolve
from lint_rules.analysis.iterated_sets import MAKERS, IteratedSets
from lint_rules.analysis.returning import may_be_of_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.facts import Chunk, Scope
    from lint_rules.analysis.walker import Walker

_STOPS_THE_PROGRAM = ("sys.exit", "os.exec", "os._exit", "builtins.exit", "builtins.quit", "subprocess.")
# A file without any of these does not insist on a hash seed.
HASH_SEED_WORDS = ("PYTHONHASHSEED", "hash_randomization")


def settle(walker: Walker) -> None:
    """Complete the facts of a file from what the walk has noted."""
    facts, resolved = walker.facts, _Resolved()
    _settle_calls(walker, resolved)
    _settle_mentions(walker, resolved)
    _settle_sets(walker, resolved)
    _settle_takers(walker, resolved)
    for scope, statement, dotted in walker.imports:
        line, column = statement.lineno, statement.col_offset
        scope.calls.append(Call(line, column, sys.intern(dotted), "import", False))
    for scope in [facts.module, *facts.scopes]:
        scope.calls.sort()
        if scope.kind == "class" and scope.parent is not None:
            parent = scope.parent
            scope.bases = tuple(resolve(parent, base) or f"?.{base}" for base in scope.bases)
    for inner, outer, node in walker.decorators:
        inner.decorators.append(_decorator(outer, node))
    facts.insists_on_hash_seed = any(_insists(scope, node) for scope, node in walker.tests)


class _Resolved(dict[tuple[int, str], str]):
    """The full names of dotted names, by the identity of the scope that uses them."""

    def of(self, scope: Scope, dotted: str) -> str:
        key = (id(scope), dotted)
        known = self.get(key)
        if known is None:
            known = self[key] = sys.intern(resolve(scope, dotted))
        return known


class _Marker:
    """Marks the chunks that hold a line."""

    def __init__(self, walker: Walker, codes: Callable[[str, str | None], list[str]]) -> None:
        self.codes = codes
        self._walker = walker
        self._chunks = walker.facts.chunks
        self._lines = [chunk.first_line for chunk in self._chunks]
        self._known: dict[tuple[str, str | None], list[str]] = {}

    def wanted(self, target: str, attribute: str | None) -> list[str]:
        key = (target, attribute)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self.codes(target, attribute)
        return known

    def chunk_at(self, line: int) -> Chunk:
        return self._chunks[bisect_right(self._lines, line) - 1]

    def mark(self, codes: list[str], node: ast.expr, target: str) -> None:
        chunk = self.chunk_at(node.lineno)
        if target in MAKERS:
            self._walker.want_set(chunk, codes, node)
        else:
            chunk.want(codes, node.lineno)


def _settle_calls(walker: Walker, resolved: _Resolved) -> None:
    marker = _marker_for_calls(walker)
    for scope, node, dotted in walker.calls:
        function = node.func
        attribute = function.attr if type(function) is ast.Attribute else None
        target = resolved.of(scope, dotted) if dotted is not None else UNKNOWN
        if marker is not None and (codes := marker.wanted(target, attribute)):
            marker.mark(codes, node, target)
        if marker is not None and id(node) in walker.gone_through and may_be_of_project(target):
            codes = walker.screen.syntax.get("CallGoneThrough", []) if walker.screen else []
            marker.mark(codes, node, target)
        if not target:
            if attribute is None:
                continue
            target = sys.intern(f"?.{attribute}")
        if not target.startswith("builtins."):
            scope.calls.append(Call(node.lineno, node.col_offset, target, "call", _is_seeded(node)))


def _is_seeded(node: ast.Call) -> bool:
    seed = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
    return seed is not None and not (type(seed) is ast.Constant and seed.value is None)


def _settle_mentions(walker: Walker, resolved: _Resolved) -> None:
    """Of many mentions of a thing in a scope the last says all: it has the most seeds before it."""
    screen = walker.screen
    marker = _Marker(walker, lambda t, _: screen.codes_for_mention(t)) if screen is not None else None
    through = screen.syntax.get("CallGoneThrough", []) if screen is not None else []
    marker_of_lines = _Marker(walker, lambda *_: [])
    last: dict[int, tuple[Scope, dict[str, Call]]] = {}
    for scope, by_name in walker.mentions.values():
        _, calls = last.setdefault(id(scope.calls), (scope, {}))
        for dotted, nodes in by_name.items():
            target = resolved.of(scope, dotted)
            if not target:
                continue
            if marker is not None and (codes := marker.wanted(target, None)):
                for node in nodes:
                    marker.mark(codes, node, target)
            if through and may_be_of_project(target):
                for node in nodes:
                    if id(node) in walker.gone_through:
                        marker_of_lines.mark(through, node, target)
            if not target.startswith("builtins."):
                call = max(Call(n.lineno, n.col_offset, target, "mention", False) for n in nodes)
                if target not in calls or calls[target] < call:
                    calls[target] = call
    for scope, calls in last.values():
        scope.calls += calls.values()


def _marker_for_calls(walker: Walker) -> _Marker | None:
    return _Marker(walker, walker.screen.codes_for_call) if walker.screen is not None else None


def _settle_sets(walker: Walker, resolved: _Resolved) -> None:
    """Mark the sets that may be gone through."""
    if not walker.iterated_sets:
        return
    found = IteratedSets(walker.flows, walker.calls, walker.functions, resolved.of)
    for chunk, wanting, node in walker.sets:
        if id(node) in found.nodes:
            chunk.want(wanting, node.lineno)


def _settle_takers(walker: Walker, resolved: _Resolved) -> None:
    """Mark the functions of the file that are called beside what is of interest: they may take it."""
    following = walker.screen.follows_calls if walker.screen is not None else frozenset()
    marked = {id(chunk) for chunk in walker.facts.chunks if chunk.wanted_by & following}
    if not marked:
        return
    marker = _Marker(walker, lambda *_: [])
    defined = {chunk.defines: chunk for chunk in walker.facts.chunks if chunk.defines is not None}
    for scope, call, dotted in walker.calls:
        taker = defined.get(resolved.of(scope, dotted)[1:]) if dotted is not None else None
        if taker is not None and (call.args or call.keywords):
            chunk = marker.chunk_at(call.lineno)
            if id(chunk) in marked:
                taker.want(chunk.wanted_by & following, taker.first_line)


def _decorator(scope: Scope, node: ast.expr) -> Decorator:
    autouse, name = False, None
    function = node
    if isinstance(node, ast.Call):
        function = node.func
        for keyword in node.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            autouse = autouse or (keyword.arg == "autouse" and value is True)
            name = value if keyword.arg == "name" and isinstance(value, str) else name
    dotted = dotted_name(function)
    target = (resolve(scope, dotted) or f"?.{dotted}") if dotted else "?"
    return Decorator(target, autouse, name)


def _insists(scope: Scope, node: ast.If | ast.Assert) -> bool:
    """Whether a test refuses to go on without a fixed hash seed. Setting the variable would come too late."""
    if not _mentions_hash_seed(node.test):
        return False
    if isinstance(node, ast.Assert):
        return True
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise):
            return True
        dotted = dotted_name(inner.func) if isinstance(inner, ast.Call) else None
        if dotted is not None and resolve(scope, dotted).startswith(_STOPS_THE_PROGRAM):
            return True
    return False


def _mentions_hash_seed(test: ast.AST) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Constant) and node.value == HASH_SEED_WORDS[0]:
            return True
        if isinstance(node, ast.Attribute) and node.attr == HASH_SEED_WORDS[1]:
            return True
    return False
