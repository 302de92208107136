"""The walk behind the scan: opens scopes, binds names, and notes calls and mentions to be resolved later.

It sees every node of every file, so it keeps nodes instead of making values of them, and goes through the
tree with a stack of its own: generated code nests deeper than Python recurses.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.scanning.branches import branches_of
from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import BUILTINS, UNKNOWN, Chunk, Facts, Scope
from lint_rules.analysis.scanning.iterated_sets import DISPLAYS, FLOWS, of_keys
from lint_rules.analysis.scanning.scoping import Scoping
from lint_rules.analysis.scanning.syntax import FIELDS
from lint_rules.knowledge.consumers import ORDER_FREE, TAKING_METHODS
from lint_rules.knowledge.streams import SEEDS_WHEN_SET
from lint_rules.knowledge.words import is_generator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lint_rules.analysis.scanning.screen import Screen

    Inner = list[tuple[ast.AST, Scope]] | None

# In such scopes a name that was bound to something unknown stays unknown.
_KEEP_UNKNOWN = frozenset({"function", "small"})
_FORGET = frozenset(name.removeprefix("builtins.") for name in ORDER_FREE)
_GO_THROUGH = frozenset({"enumerate", "iter", "list", "map", "max", "min", "sorted", "tuple", "zip"})


class Walker(Scoping):
    """What one walk has seen of a file."""

    def __init__(self, facts: Facts, screen: Screen | None) -> None:
        super().__init__(facts, screen)
        self.calls: list[tuple[Scope, ast.Call, str | None]] = []
        # By the identity of a scope: the scope, and the places where it mentions a dotted name.
        self.mentions: dict[int, tuple[Scope, dict[str, list[ast.expr]]]] = {}
        self.keeps_tests = False
        self.tests: list[tuple[Scope, ast.If | ast.Assert]] = []
        # Where a set is made, and who wants to know.
        self.sets: list[tuple[Chunk, list[str], ast.expr]] = []
        self.flows: list[tuple[ast.AST, Scope]] = []
        syntax = screen.syntax if screen is not None else {}
        self._syntax = {kind: codes for n, codes in syntax.items() if (kind := getattr(ast, n, None))}
        # What nobody wants to see, and holds nothing: it need not be passed.
        self._idle = ast.Constant if ast.Constant not in self._syntax else None
        self._lines: list[int] = []
        self._statements: list[list[ast.stmt]] = []
        # Calls with a keyword that a rule looks for, and who wants to know.
        self.keyworded: list[tuple[Scope, ast.Call, str | None, Iterable[str]]] = []
        self._of_keys = syntax.get("KeysAlgebra", ())
        self._keywords: Mapping[str, Iterable[str]] = screen.keywords if screen is not None else {}
        self._quiet_builtins = BUILTINS - (screen.builtins if screen is not None else frozenset())

    def walk(self, chunk: Chunk, statements: list[ast.stmt]) -> None:
        self.chunk = chunk
        self.statements = statements
        self._lines.append(chunk.first_line)
        self._statements.append(statements)
        stack: list[tuple[Any, Scope]] = [(s, self.facts.module) for s in reversed(statements)]
        handlers, fields, syntax, push = _HANDLERS, FIELDS, self._syntax, stack.append
        idle = self._idle
        flowing = FLOWS if self.iterated_sets else frozenset()
        while stack:
            node, scope = stack.pop()
            kind = type(node)
            if kind in syntax:
                if kind in DISPLAYS:
                    self.want_set(chunk, syntax[kind], node)
                else:
                    chunk.want(syntax[kind], getattr(node, "lineno", chunk.first_line))
            if kind in flowing:
                self.flows.append((node, scope))
            handler = handlers.get(kind)
            if handler is not None:
                inner = handler(self, node, scope)
                if inner is not None:
                    inner.reverse()
                    stack += inner
                    continue
            for name in fields[kind]:
                value = getattr(node, name, None)
                if type(value) is list:
                    stack += [(item, scope) for item in reversed(value) if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST) and type(value) is not idle:
                    push((value, scope))
        chunk.scopes.sort(key=lambda s: (s.line, s.column))

    def chunk_at(self, line: int) -> Chunk:
        return self.facts.chunks[bisect_right(self._lines, line) - 1]

    def statements_at(self, line: int) -> list[ast.stmt]:
        """The statements of the chunk that holds a line."""
        return self._statements[bisect_right(self._lines, line) - 1]

    def want_set(self, chunk: Chunk, codes: Iterable[str], node: ast.expr) -> None:
        """Note a place where a set is made; some rules want it only if it may be gone through."""
        now = [code for code in codes if code not in self.iterated_sets]
        if now:
            chunk.want(now, node.lineno)
        later = [code for code in codes if code in self.iterated_sets]
        if later:
            self.sets.append((chunk, later, node))

    # -- uses ----------------------------------------------------------------------------------------------

    def visit_name(self, node: ast.Name, scope: Scope) -> Inner:
        if type(node.ctx) is not ast.Load:
            self._bind_name(node.id, scope)
            return []
        if self._follows:
            self.chunk.loads.add(node.id)
        if scope.names.get(node.id) == UNKNOWN and scope.kind in _KEEP_UNKNOWN:
            return []  # a variable: nobody learns what it stands for, and most names are
        if node.id not in self._quiet_builtins:
            self._mention(scope, node, node.id)
        return []

    def visit_attribute(self, node: ast.Attribute, scope: Scope) -> Inner:
        dotted = dotted_name(node)
        if dotted is None or type(node.ctx) is ast.Store:
            if dotted is not None and is_generator(node.attr):
                self._hand(dotted, scope)
            if dotted is not None and dotted.endswith(SEEDS_WHEN_SET):
                setter = ast.Call(func=node, args=[ast.Constant(0)], keywords=[])
                self.calls.append((scope, ast.copy_location(setter, node), dotted))
            return None
        head = dotted.partition(".")[0]
        if self._follows:
            self.chunk.loads.add(head)
        variable = scope.names.get(head) == UNKNOWN and scope.kind in _KEEP_UNKNOWN
        if not variable or scope.owner is not None:  # `self.method` is known
            self._mention(scope, node, dotted)
        return []

    def _hand(self, dotted: str, scope: Scope) -> None:
        """Note what is put into an object that is not the method's own."""
        holder, _, attribute = dotted.rpartition(".")
        if "." in holder or not (scope.owner is not None and scope.parameters[:1] == (holder,)):
            self.facts.handed.add(attribute)

    def _mention(self, scope: Scope, node: ast.expr, dotted: str) -> None:
        known = self.mentions.get(id(scope))
        if known is None:
            known = self.mentions[id(scope)] = (scope, {})
        places = known[1].get(dotted)
        if places is None:
            known[1][dotted] = [node]
        else:
            places.append(node)

    def visit_call(self, node: ast.Call, scope: Scope) -> Inner:
        dotted = dotted_name(node.func)
        self.calls.append((scope, node, dotted))
        if self._keywords:
            for keyword in node.keywords:
                codes = self._keywords.get(keyword.arg or "")
                if codes is not None and self.screen is not None:
                    self.keyworded.append((scope, node, dotted, self.screen.held(codes)))
        if node.args and (dotted in _GO_THROUGH or _takes_items(node.func)):
            self.gone_through[id(node.args[0])] = node
        if dotted in _FORGET and node.args and not node.keywords:
            self._forgotten[id(node.args[0])] = scope, dotted
        idle = self._idle
        inner: list[tuple[ast.AST, Scope]] = [(n, scope) for n in node.args if type(n) is not idle]
        inner += [(k.value, scope) for k in node.keywords if type(k.value) is not idle]
        if dotted is None:
            inner.append((node.func, scope))
        elif self._follows:
            head, dot, _ = dotted.partition(".")
            self.chunk.loads.add(head)
            if dot:
                self.chunk.touches.add(head)
        return inner

    def visit_operation(self, node: ast.BinOp, scope: Scope) -> None:
        """`a.keys() - b.keys()` is a set."""
        if self._of_keys and of_keys(node):
            self.chunk.want(self._of_keys, node.lineno)

    def visit_if(self, node: ast.If, scope: Scope) -> None:
        self.visit_test(node, scope)
        self.visit_match(node, scope)

    def visit_match(self, node: ast.If | ast.Match, scope: Scope) -> None:
        scope.branches += branches_of(node)

    def visit_test(self, node: ast.If | ast.Assert, scope: Scope) -> None:
        if self.keeps_tests:
            self.tests.append((scope, node))


def _takes_items(function: ast.expr) -> bool:
    return type(function) is ast.Attribute and function.attr in TAKING_METHODS


_HANDLERS: Mapping[type, Callable[[Walker, Any, Scope], Inner]] = {
    ast.FunctionDef: Walker.visit_function,
    ast.AsyncFunctionDef: Walker.visit_function,
    ast.ClassDef: Walker.visit_class,
    ast.Lambda: Walker.visit_lambda,
    ast.ListComp: Walker.visit_comprehension,
    ast.SetComp: Walker.visit_comprehension,
    ast.DictComp: Walker.visit_comprehension,
    ast.GeneratorExp: Walker.visit_comprehension,
    ast.Import: Walker.visit_import,
    ast.ImportFrom: Walker.visit_import_from,
    ast.Global: Walker.visit_global,
    ast.Assign: Walker.visit_assign,
    ast.AnnAssign: Walker.visit_assign,
    ast.AugAssign: Walker.visit_augmented,
    ast.BinOp: Walker.visit_operation,
    ast.For: Walker.visit_for,
    ast.Return: Walker.visit_return,
    ast.Yield: Walker.visit_yield,
    ast.YieldFrom: Walker.visit_yield,
    ast.Name: Walker.visit_name,
    ast.ExceptHandler: Walker.visit_handler,
    ast.MatchAs: Walker.visit_handler,
    ast.MatchStar: Walker.visit_handler,
    ast.MatchMapping: Walker.visit_handler,
    ast.Call: Walker.visit_call,
    ast.Attribute: Walker.visit_attribute,
    ast.If: Walker.visit_if,
    ast.Match: Walker.visit_match,
    ast.Assert: Walker.visit_test,
}
