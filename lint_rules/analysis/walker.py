"""The walk behind the scan: opens scopes, binds names, and notes calls and mentions to be resolved later.

It sees every node of every file, so it keeps nodes instead of making values of them, and goes through the
tree with a stack of its own: generated code nests deeper than Python recurses.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.facts import BUILTINS, PLACEHOLDER, UNKNOWN, Chunk, Facts, Scope
from lint_rules.analysis.iterated_sets import DISPLAYS, FLOWS
from lint_rules.analysis.returning import annotated_as_set, is_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lint_rules.analysis.screen import Screen

    Inner = list[tuple[ast.AST, Scope]] | None

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_GO_THROUGH = frozenset({"enumerate", "iter", "list", "map", "max", "min", "tuple", "zip"})
_ALGEBRA = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)
_HOLD_NO_NODES = frozenset(
    ["arg", "attr", "conversion", "ctx", "id", "is_async", "kind", "op", "ops", "simple", "type_comment"]
)


def dotted_name(node: ast.AST | None) -> str | None:
    """`a.b.c` for a chain of attributes of a name."""
    if type(node) is ast.Name:
        return node.id
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def _fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields that may hold nodes, last first."""
    if kind is ast.Constant:
        return ()
    return tuple(name for name in reversed(kind._fields) if name not in _HOLD_NO_NODES)


class _Fields(dict[type, tuple[str, ...]]):
    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = _fields_of(kind)
        return self[kind]


_FIELDS = _Fields()


class Walker:
    """What one walk has seen of a file."""

    def __init__(self, facts: Facts, screen: Screen | None) -> None:
        self.facts = facts
        self.screen = screen
        self.chunk = Chunk(0, 0)
        self.calls: list[tuple[Scope, ast.Call, str | None]] = []
        self.imports: list[tuple[Scope, ast.stmt, str]] = []
        # By the identity of a scope: the scope, and the places where it mentions a dotted name.
        self.mentions: dict[int, tuple[Scope, dict[str, list[ast.expr]]]] = {}
        self.decorators: list[tuple[Scope, Scope, ast.expr]] = []
        self.keeps_tests = False
        self.tests: list[tuple[Scope, ast.If | ast.Assert]] = []
        # Calls whose result is gone through item by item, by their identity.
        self.gone_through: dict[int, None] = {}
        self._declared: dict[int, None] = {}
        # For rules that want only sets which may be gone through: where a set is made, and who wants to know.
        self.iterated_sets = screen.iterated_sets if screen is not None else frozenset()
        self.sets: list[tuple[Chunk, list[str], ast.expr]] = []
        self.flows: list[tuple[ast.AST, Scope]] = []
        self.functions: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, Scope]] = []
        self._globals: dict[int, set[str]] = defaultdict(set)
        syntax = screen.syntax if screen else {}
        self._syntax = {kind: codes for n, codes in syntax.items() if (kind := getattr(ast, n, None))}
        self._of_keys = syntax.get("KeysAlgebra", ())
        self._keywords: Mapping[str, Iterable[str]] = screen.keywords if screen else {}
        self._parameters: Mapping[str, Iterable[str]] = screen.parameters if screen else {}
        self._quiet_builtins = BUILTINS - (screen.builtins if screen else frozenset())
        self._follows = screen is not None and screen.follows

    def walk(self, chunk: Chunk, statements: list[ast.stmt]) -> None:
        self.chunk = chunk
        stack: list[tuple[Any, Scope]] = [(s, self.facts.module) for s in reversed(statements)]
        handlers, fields, syntax, push = _HANDLERS, _FIELDS, self._syntax, stack.append
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
                elif isinstance(value, ast.AST):
                    push((value, scope))
        chunk.scopes.sort(key=lambda s: (s.line, s.column))

    def want_set(self, chunk: Chunk, codes: Iterable[str], node: ast.expr) -> None:
        """Note a place where a set is made; some rules want it only if it may be gone through."""
        now = [code for code in codes if code not in self.iterated_sets]
        if now:
            chunk.want(now, node.lineno)
        later = [code for code in codes if code in self.iterated_sets]
        if later:
            self.sets.append((chunk, later, node))

    # -- scopes --------------------------------------------------------------------------------------------

    def visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Inner:
        inner = self._open_scope("function", node, scope)
        if self.iterated_sets:
            self.functions.append((node, inner))
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        inner.parameters = tuple(a.arg for a in every)
        for argument in every if self._parameters else ():
            if argument.arg in self._parameters:
                self.chunk.want(self._parameters[argument.arg], argument.lineno)
        stars = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        for argument in [*every, *stars]:
            inner.names[argument.arg] = UNKNOWN
        annotations = [a.annotation for a in [*every, *stars]] + [node.returns]
        outside: list[ast.AST] = [*node.decorator_list, *arguments.defaults]
        outside += [d for d in [*arguments.kw_defaults, *annotations] if d is not None]
        self.decorators += [(inner, scope, d) for d in node.decorator_list]
        if type(node) is ast.AsyncFunctionDef:
            self._declared[id(inner)], inner.returns_set = None, False
        elif node.returns is not None:
            self._declared[id(inner)], inner.returns_set = None, annotated_as_set(node.returns)
        return [(n, scope) for n in outside] + [(n, inner) for n in node.body]

    def visit_return(self, node: ast.Return, scope: Scope) -> None:
        if id(scope) not in self._declared and scope.returns_set is not False:
            scope.returns_set = is_set(node.value)

    def visit_yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> None:
        if id(scope) not in self._declared:
            scope.returns_set = False

    def visit_for(self, node: ast.For | ast.AsyncFor | ast.comprehension, scope: Scope) -> None:
        if type(node.iter) is ast.Call:
            self.gone_through[id(node.iter)] = None

    def visit_class(self, node: ast.ClassDef, scope: Scope) -> Inner:
        inner = self._open_scope("class", node, scope)
        inner.bases = tuple(name for base in node.bases if (name := dotted_name(base)))
        self.decorators += [(inner, scope, d) for d in node.decorator_list]
        outside: list[ast.AST] = [*node.decorator_list, *node.bases, *node.keywords]
        return [(n, scope) for n in outside] + [(n, inner) for n in node.body]

    def _open_scope(
        self, kind: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, scope: Scope
    ) -> Scope:
        qualname = f"{scope.qualname}.{node.name}" if scope.qualname else node.name
        inner = Scope(kind, qualname, scope, node.lineno, node.col_offset)
        self._bind(scope, node.name, f".{qualname}")
        if scope.names.get(node.name) == UNKNOWN and scope.kind != "function":
            scope.names[node.name] = f".{qualname}"  # overloads, property setters, definitions by platform
        self.facts.scopes.append(inner)
        self.chunk.scopes.append(inner)
        return inner

    def visit_lambda(self, node: ast.Lambda, scope: Scope) -> Inner:
        arguments = node.args
        names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        names += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        return self._in_small_scope([a.arg for a in names], node, scope)

    def visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope
    ) -> Inner:
        names: list[str] = []
        for generator in node.generators:
            self.visit_for(generator, scope)
            target = generator.target
            if type(target) is ast.Name:
                names.append(target.id)
            else:
                names += [n.id for n in ast.walk(target) if type(n) is ast.Name]
        return self._in_small_scope(names, node, scope)

    def _in_small_scope(self, names: list[str], node: ast.AST, scope: Scope) -> Inner:
        """Names of a lambda or comprehension hide those outside; its calls belong to the function."""
        if not names:
            return None
        inner = Scope("small", scope.qualname, scope, scope.line, scope.column)
        inner.calls = scope.calls
        inner.names = dict.fromkeys(names, UNKNOWN)
        return [(child, inner) for child in ast.iter_child_nodes(node)]

    # -- bindings ------------------------------------------------------------------------------------------

    def _bind(self, scope: Scope, name: str, target: str) -> None:
        if self._globals and name in self._globals.get(id(scope), ()):
            scope = self.facts.module
        if self._follows and scope.kind == "module":
            self.chunk.binds.add(name)
        known = scope.names.get(name)
        if known is None or known == PLACEHOLDER:
            scope.names[name] = target
        elif target in (PLACEHOLDER, known) or (_imported(known) and _imported(target)):
            return  # `try: import x` with a fallback: the first import names the thing
        else:
            scope.names[name] = UNKNOWN

    def visit_import(self, node: ast.Import, scope: Scope) -> Inner:
        self.chunk.imports = True
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._bind(scope, alias.asname or top, alias.name if alias.asname else top)
            self.imports.append((scope, node, alias.name))
        return []

    def visit_import_from(self, node: ast.ImportFrom, scope: Scope) -> Inner:
        self.chunk.imports = True
        package = self._absolute(node.level, node.module)
        for alias in node.names:
            if alias.name == "*":
                scope.stars.append(package)
            else:
                self._bind(scope, alias.asname or alias.name, f"{package}.{alias.name}")
            self.imports.append((scope, node, f"{package}.{alias.name}"))
        return []

    def _absolute(self, level: int, module: str | None) -> str:
        if not level:
            return module or ""
        parts = self.facts.module_name.split(".")
        kept = parts[: len(parts) - level + (1 if self.facts.is_package else 0)]
        return ".".join([*kept, *([module] if module else [])])

    def visit_global(self, node: ast.Global, scope: Scope) -> Inner:
        self._globals[id(scope)].update(node.names)
        return []

    def visit_assign(self, node: ast.Assign | ast.AnnAssign, scope: Scope) -> Inner:
        """`rand = np.random.rand` makes an alias; every other binding of a name hides what it stood for."""
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if type(target) is not ast.Name or (isinstance(node, ast.Assign) and len(node.targets) != 1):
            return None
        value = node.value
        if type(value) is ast.Constant and value.value is None:
            self._bind(scope, target.id, PLACEHOLDER)
        else:
            alias = dotted_name(value)
            self._bind(scope, target.id, f"={alias}" if alias else UNKNOWN)
        parts = [node.annotation, value] if isinstance(node, ast.AnnAssign) else [value]
        return [(part, scope) for part in parts if part is not None]

    def visit_augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        """`total += x` also reads the name."""
        if type(node.target) is ast.Name:
            self.chunk.loads.add(node.target.id)

    def visit_handler(
        self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping, scope: Scope
    ) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None:
            self._bind_name(name, scope)

    def _bind_name(self, name: str, scope: Scope) -> None:
        owner = scope
        while owner.kind == "small" and owner.parent is not None:  # `:=` binds in the function
            if name in owner.names:
                return
            owner = owner.parent
        self._bind(owner, name, UNKNOWN)

    # -- uses ----------------------------------------------------------------------------------------------

    def visit_name(self, node: ast.Name, scope: Scope) -> Inner:
        if type(node.ctx) is not ast.Load:
            self._bind_name(node.id, scope)
            return []
        if self._follows:
            self.chunk.loads.add(node.id)
        if node.id not in self._quiet_builtins:
            self._mention(scope, node, node.id)
        return []

    def visit_attribute(self, node: ast.Attribute, scope: Scope) -> Inner:
        dotted = dotted_name(node)
        if dotted is None or type(node.ctx) is ast.Store:
            return None
        if self._follows:
            self.chunk.loads.add(dotted.partition(".")[0])
        self._mention(scope, node, dotted)
        return []

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
                if codes is not None:
                    self.chunk.want(codes, node.lineno)
        if node.args and type(node.args[0]) is ast.Call and dotted in _GO_THROUGH:
            self.gone_through[id(node.args[0])] = None
        inner: list[tuple[ast.AST, Scope]] = [(n, scope) for n in node.args]
        inner += [(k.value, scope) for k in node.keywords]
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
        if self._of_keys and type(node.op) in _ALGEBRA and (_is_keys(node.left) or _is_keys(node.right)):
            self.chunk.want(self._of_keys, node.lineno)

    def visit_test(self, node: ast.If | ast.Assert, scope: Scope) -> None:
        if self.keeps_tests:
            self.tests.append((scope, node))


def _is_keys(node: ast.expr) -> bool:
    return type(node) is ast.Call and type(node.func) is ast.Attribute and node.func.attr == "keys"


def _imported(target: str) -> bool:
    return bool(target) and target[0] not in ".="


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
    ast.If: Walker.visit_test,
    ast.Assert: Walker.visit_test,
}
