"""The end of a scan: names are resolved, calls find their scopes, and chunks learn which rules want them."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.candidates import Surroundings
from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.effects import has_effect
from lint_rules.analysis.scanning.facts import STARRED, UNKNOWN, Call, Decorator, is_starred, resolve
from lint_rules.analysis.scanning.iterated_sets import IteratedSets
from lint_rules.analysis.scanning.marking import Marker
from lint_rules.analysis.scanning.returning import may_be_of_project

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Branch, Chunk, Scope
    from lint_rules.analysis.scanning.walker import Walker

_STOPS_THE_PROGRAM = ("sys.exit", "os.exec", "os._exit", "builtins.exit", "builtins.quit", "subprocess.")
# A file without any of these does not insist on a hash seed.
HASH_SEED_WORDS = ("PYTHONHASHSEED", "hash_randomization")


def settle(walker: Walker, text: str) -> None:
    """Complete the facts of a file from what the walk has noted."""
    facts, resolved = walker.facts, _Resolved()
    around = Surroundings(walker, text, resolved.of)
    _settle_calls(walker, resolved, around)
    _settle_mentions(walker, resolved, around)
    _settle_sets(walker, resolved)
    _settle_takers(walker, resolved)
    for scope, statement, dotted in walker.imports:
        line, column = statement.lineno, statement.col_offset
        scope.calls.append(Call(line, column, sys.intern(dotted), "import", False))
    for scope in [facts.module, *facts.scopes]:
        scope.calls.sort(key=_place)
        if scope.branches:
            scope.branches = _with_calls(scope)
        if scope.kind == "class" and scope.parent is not None:
            parent = scope.parent
            scope.bases = tuple(resolve(parent, base) or f"?.{base}" for base in scope.bases)
    for inner, outer, node in walker.decorators:
        inner.decorators.append(_decorator(outer, node))
    facts.insists_on_hash_seed = any(_insists(scope, node) for scope, node in walker.tests)


def _with_calls(scope: Scope) -> list[Branch]:
    """The branches in which something is called: in the others nothing seeds or draws."""
    lines = [call.line for call in scope.calls if call.kind == "call"]
    return [b for b in scope.branches if bisect_left(lines, b.first) < bisect_right(lines, b.last)]


def _place(call: Call) -> tuple[int, int, str, str]:
    """In `a.b(None).b(x)` both calls begin at `a`, and whether they are seeded cannot be compared."""
    return call[:4]


class _Resolved(defaultdict[int, dict[str, str]]):
    """The full names of dotted names, by the identity of the scope that uses them."""

    def __init__(self) -> None:
        super().__init__(dict)

    def of(self, scope: Scope, dotted: str) -> str:
        in_scope = self[id(scope)]
        known = in_scope.get(dotted)
        if known is None:
            known = in_scope[dotted] = sys.intern(resolve(scope, dotted))
        return known


def _settle_calls(walker: Walker, resolved: _Resolved, around: Surroundings) -> None:
    screen = walker.screen
    marker = Marker(walker, screen, around, screen.codes_for_call) if screen is not None else None
    of_project = screen.syntax.get("CallGoneThrough", ()) if screen is not None else ()
    for scope, node, dotted, looked_for in walker.keyworded:
        if marker is not None:
            target = resolved.of(scope, dotted) if dotted is not None else UNKNOWN
            marker.mark(looked_for, node, target, scope)
    for scope, node, dotted in walker.calls:
        function = node.func
        attribute = function.attr if type(function) is ast.Attribute else None
        target = resolved.of(scope, dotted) if dotted is not None else UNKNOWN
        if marker is not None and (codes := marker.wanted(target, attribute)):
            marker.mark(codes, node, target, scope)
        asked = of_project and may_be_of_project(target)
        if marker is not None and asked and _is_gone_through(walker, node, scope, resolved):
            marker.mark(of_project, node, target, scope)
        if not target:
            if dotted is not None and is_starred(scope, dotted):
                target = sys.intern(f"{STARRED}{dotted}")
            elif attribute is None:
                continue
            else:
                target = sys.intern(f"?.{attribute}")
        if not target.startswith("builtins."):
            scope.calls.append(
                Call(node.lineno, node.col_offset, target, "call", _is_seeded(node), _is_told(node))
            )


def _is_gone_through(walker: Walker, node: ast.expr, scope: Scope, resolved: _Resolved) -> bool:
    """Whether the order of the items may come to something."""
    by = walker.gone_through.get(id(node))
    if by is None or walker.forgets(by, resolved.of):
        return False
    return has_effect(by, scope.name, lambda dotted: resolved.of(scope, dotted))


def _is_seeded(node: ast.Call) -> bool | None:
    seed = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
    if type(seed) is ast.Constant and seed.value is None:
        return None
    return seed is not None


def _is_told(node: ast.Call) -> bool:
    given = (keyword.value for keyword in node.keywords if keyword.arg in (None, "seed"))
    return any(not (type(value) is ast.Constant and value.value is None) for value in given)


def _settle_mentions(walker: Walker, resolved: _Resolved, around: Surroundings) -> None:
    """Of many mentions of a thing in a scope the last says all: it has the most seeds before it."""
    screen = walker.screen
    through = screen.syntax.get("CallGoneThrough", ()) if screen is not None else ()
    marker = None
    if screen is not None:
        marker = Marker(walker, screen, around, lambda target, _: screen.codes_for_mention(target))
    last: dict[int, tuple[Scope, dict[str, Call]]] = {}
    for scope, by_name in walker.mentions.values():
        _, calls = last.setdefault(id(scope.calls), (scope, {}))
        for dotted, nodes in by_name.items():
            target = resolved.of(scope, dotted)
            if not target:
                continue
            if marker is not None and (codes := marker.wanted(target, None)):
                for node in nodes:
                    marker.mark(codes, node, target, scope)
            if through and marker is not None and may_be_of_project(target):
                for node in nodes:
                    if _is_gone_through(walker, node, scope, resolved):
                        marker.mark(through, node, target, scope)
            if not target.startswith("builtins."):
                call = max(Call(n.lineno, n.col_offset, target, "mention", False) for n in nodes)
                if target not in calls or calls[target] < call:
                    calls[target] = call
    for scope, calls in last.values():
        scope.calls += calls.values()


def _settle_sets(walker: Walker, resolved: _Resolved) -> None:
    """Note where sets that may be gone through are made, bound and gone through."""
    if not walker.iterated_sets or not _may_go_through_sets(walker):
        return
    makers = (node for _, _, node in walker.sets)
    trail = IteratedSets(walker, resolved.of, makers).trail
    for line in sorted(trail.bound_lines):
        walker.chunk_at(line).set_lines.add(line)
    for line in sorted(trail.taken_lines):
        walker.chunk_at(line).taken_lines.add(line)
    for chunk, wanting, node in walker.sets:
        if id(node) in trail.makers:
            chunk.want(wanting, node.lineno)
    for chunk in walker.facts.chunks:
        chunk.returns_set = ("def", chunk.defines) in trail.sets
    for flow, _ in walker.flows:
        if isinstance(flow, ast.Return):
            lines = range(flow.lineno, (flow.end_lineno or flow.lineno) + 1)
            if not trail.taken_lines.isdisjoint(lines):
                walker.chunk_at(flow.lineno).returns_items = True


def _may_go_through_sets(walker: Walker) -> bool:
    """Whether a rule about the order of sets may want something of the file; of lists, items are left out."""
    wanting = walker.iterated_sets
    return bool(walker.sets) or any(c.items or c.wanted_by & wanting for c in walker.facts.chunks)


def _settle_takers(walker: Walker, resolved: _Resolved) -> None:
    """Mark the functions of the file that are called beside what is of interest: they may take it.

    Of sets only their order is taken, and handed on.
    """
    following = walker.screen.follows_calls if walker.screen is not None else frozenset()
    marked = [chunk for chunk in walker.facts.chunks if _handed_on(chunk, walker, following)]
    defined = {chunk.defines: chunk for chunk in walker.facts.chunks if chunk.defines is not None}
    if not marked or not defined:
        return
    takers: dict[int, dict[int, Chunk]] = defaultdict(dict)
    for scope, call, dotted in walker.calls:
        taker = defined.get(resolved.of(scope, dotted)[1:]) if dotted is not None else None
        if taker is not None and (call.args or call.keywords):
            takers[id(walker.chunk_at(call.lineno))][id(taker)] = taker
    passed = {id(chunk): _handed_on(chunk, walker, following) for chunk in marked}
    while marked:
        chunk = marked.pop()
        codes = passed[id(chunk)]
        for taker in takers[id(chunk)].values():
            if not codes <= passed.get(id(taker), frozenset()):
                passed[id(taker)] = codes | passed.get(id(taker), frozenset())
                taker.wanted_by.update(codes)
                marked.append(taker)


def _handed_on(chunk: Chunk, walker: Walker, following: frozenset[str]) -> frozenset[str]:
    codes = following & chunk.wanted_by
    return codes if chunk.taken_lines else codes - walker.iterated_sets


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
    return Decorator(target, autouse, name, _fixtures_used(node) if target.endswith(".usefixtures") else ())


def _fixtures_used(node: ast.expr) -> tuple[str, ...]:
    values = (arg.value for arg in getattr(node, "args", ()) if isinstance(arg, ast.Constant))
    return tuple(value for value in values if isinstance(value, str))


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
