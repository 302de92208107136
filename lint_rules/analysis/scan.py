"""The fast scan: one walk over the standard library's syntax tree of a file.

It costs about as much as the parse itself, and it decides which statements are worth parsing again with
libcst. Names are resolved once the whole file has been seen, since a function may use what is bound below it.
"""

from __future__ import annotations

import ast
import sys
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.facts import (
    BUILTINS,
    PLACEHOLDER,
    UNKNOWN,
    Call,
    Chunk,
    Decorator,
    Facts,
    Scope,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lint_rules.analysis.screen import Screen

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_STOPS_THE_PROGRAM = ("sys.exit", "os.exec", "os._exit", "builtins.exit", "builtins.quit", "subprocess.")


def parse(text: str) -> ast.Module:
    """Like `ast.parse`, without the warnings about the linted code that would land on our standard error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def scan(
    tree: ast.Module, path: str, module_name: str, is_package: bool, screen: Screen | None = None
) -> Facts:
    """Collect the facts of a file; with `screen`, also mark the chunks that a rule wants to see."""
    module = Scope("module", "", None)
    facts = Facts(path, module_name, is_package, module)
    scanner = _Scanner(facts, screen)
    for chunk, statements in _chunks(tree.body):
        facts.chunks.append(chunk)
        scanner.scan_chunk(chunk, statements)
    scanner.finish()
    return facts


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


def dotted_name(node: ast.AST) -> str | None:
    """`a.b.c` for a chain of attributes of a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


class _Scanner:
    def __init__(self, facts: Facts, screen: Screen | None) -> None:
        self.facts = facts
        self.screen = screen
        self.chunk = Chunk(0, 0)
        # (scope, chunk, line, column, dotted name or None, attribute or None, kind, seeded)
        self.raw: list[tuple[Scope, Chunk, int, int, str | None, str | None, str, bool]] = []
        self.raw_decorators: list[tuple[Scope, Scope, ast.expr]] = []
        self.globals: dict[int, set[str]] = defaultdict(set)
        self.wanted_syntax: Mapping[str, Iterable[str]] = screen.syntax if screen else {}
        self.wanted_keywords: Mapping[str, Iterable[str]] = screen.keywords if screen else {}
        self.wanted_builtins = screen.builtins if screen else frozenset()
        self.mentions: dict[int, tuple[Scope, dict[str, Call]]] = {}
        self.hash_seed_tests: list[tuple[Scope, ast.AST]] = []

    # -- walking -------------------------------------------------------------------------------------------

    def scan_chunk(self, chunk: Chunk, statements: list[ast.stmt]) -> None:
        self.chunk = chunk
        if len(statements) == 1 and isinstance(statements[0], _FUNCTIONS):
            chunk.defines = statements[0].name
        stack: list[tuple[ast.AST, Scope]] = [(s, self.facts.module) for s in reversed(statements)]
        while stack:
            node, scope = stack.pop()
            handler = _HANDLERS.get(type(node))
            if handler is not None:
                inner = handler(self, node, scope)
                if inner is not None:
                    stack.extend(reversed(inner))
                    continue
            wanted = self.wanted_syntax.get(type(node).__name__)
            if wanted is not None:
                chunk.wanted_by.update(wanted)
            for name in reversed(node._fields):
                value = getattr(node, name, None)
                if isinstance(value, ast.AST):
                    stack.append((value, scope))
                elif isinstance(value, list):
                    stack.extend((item, scope) for item in reversed(value) if isinstance(item, ast.AST))
        chunk.scopes.sort(key=lambda s: (s.line, s.column))

    def bind(self, scope: Scope, name: str, target: str) -> None:
        if name in self.globals.get(id(scope), ()):
            scope = self.facts.module
        if scope.kind == "module":
            self.chunk.binds.add(name)
        known = scope.names.get(name)
        if known is None or known == PLACEHOLDER:
            scope.names[name] = target
        elif target in (PLACEHOLDER, known) or (_imported(known) and _imported(target)):
            return  # `try: import x` with a fallback: the first import names the thing
        else:
            scope.names[name] = UNKNOWN

    def visit_function(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, _FUNCTIONS)
        inner = self.open_scope("function", node, scope)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        inner.parameters = tuple(a.arg for a in every)
        stars = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        for argument in [*every, *stars]:
            inner.names[argument.arg] = UNKNOWN
        annotations = [a.annotation for a in [*every, *stars]] + [node.returns]
        outside: list[ast.AST] = [*node.decorator_list, *arguments.defaults]
        outside += [d for d in [*arguments.kw_defaults, *annotations] if d is not None]
        self.raw_decorators += [(inner, scope, d) for d in node.decorator_list]
        return [(n, scope) for n in outside] + [(n, inner) for n in node.body]

    def visit_class(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.ClassDef)
        inner = self.open_scope("class", node, scope)
        inner.bases = tuple(name for base in node.bases if (name := dotted_name(base)))
        self.raw_decorators += [(inner, scope, d) for d in node.decorator_list]
        outside: list[ast.AST] = [*node.decorator_list, *node.bases, *node.keywords]
        return [(n, scope) for n in outside] + [(n, inner) for n in node.body]

    def open_scope(
        self, kind: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, scope: Scope
    ) -> Scope:
        qualname = f"{scope.qualname}.{node.name}" if scope.qualname else node.name
        inner = Scope(kind, qualname, scope, node.lineno, node.col_offset)
        self.bind(scope, node.name, f".{qualname}")
        if scope.names.get(node.name) == UNKNOWN and scope.kind != "function":
            scope.names[node.name] = f".{qualname}"  # overloads, property setters, definitions by platform
        self.facts.scopes.append(inner)
        self.chunk.scopes.append(inner)
        return inner

    def visit_lambda(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]] | None:
        assert isinstance(node, ast.Lambda)
        arguments = node.args
        names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        names += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        return self.in_small_scope([a.arg for a in names], node, scope)

    def visit_comprehension(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]] | None:
        wanted = self.wanted_syntax.get(type(node).__name__)
        if wanted is not None:
            self.chunk.wanted_by.update(wanted)
        generators: list[ast.comprehension] = getattr(node, "generators", [])
        names = [n.id for g in generators for n in ast.walk(g.target) if isinstance(n, ast.Name)]
        return self.in_small_scope(names, node, scope)

    def in_small_scope(
        self, names: list[str], node: ast.AST, scope: Scope
    ) -> list[tuple[ast.AST, Scope]] | None:
        """Names of a lambda or comprehension hide those outside; its calls belong to the function."""
        if not names:
            return None
        inner = Scope("small", scope.qualname, scope, scope.line, scope.column)
        inner.calls = scope.calls
        inner.names = dict.fromkeys(names, UNKNOWN)
        return [(child, inner) for child in ast.iter_child_nodes(node)]

    # -- names ---------------------------------------------------------------------------------------------

    def visit_import(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.Import)
        self.chunk.imports = True
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self.bind(scope, alias.asname or top, alias.name if alias.asname else top)
            self.note(scope, node, alias.name, None, "import")
        return []

    def visit_import_from(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.ImportFrom)
        self.chunk.imports = True
        package = self.absolute(node.level, node.module)
        for alias in node.names:
            if alias.name == "*":
                scope.stars.append(package)
            else:
                self.bind(scope, alias.asname or alias.name, f"{package}.{alias.name}")
            self.note(scope, node, f"{package}.{alias.name}", None, "import")
        return []

    def absolute(self, level: int, module: str | None) -> str:
        if not level:
            return module or ""
        parts = self.facts.module_name.split(".")
        kept = parts[: len(parts) - level + (1 if self.facts.is_package else 0)]
        return ".".join([*kept, *([module] if module else [])])

    def visit_global(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.Global)
        self.globals[id(scope)].update(node.names)
        return []

    def visit_assign(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]] | None:
        """`rand = np.random.rand` makes an alias; every other binding of a name hides what it stood for."""
        assert isinstance(node, ast.Assign | ast.AnnAssign)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name):
            return None
        value = node.value
        if isinstance(value, ast.Constant) and value.value is None:
            self.bind(scope, targets[0].id, PLACEHOLDER)
        else:
            alias = dotted_name(value) if value is not None else None
            self.bind(scope, targets[0].id, f"={alias}" if alias else UNKNOWN)
        parts = [getattr(node, "annotation", None), value]
        return [(part, scope) for part in parts if part is not None]

    def visit_augmented(self, node: ast.AST, scope: Scope) -> None:
        """`total += x` also reads the name."""
        target = getattr(node, "target", None)
        if isinstance(target, ast.Name):
            self.chunk.loads.add(target.id)

    def visit_name(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.Name)
        if isinstance(node.ctx, ast.Load):
            self.chunk.loads.add(node.id)
            if node.id not in BUILTINS or node.id in self.wanted_builtins:
                self.note(scope, node, node.id, None, "mention")
        else:
            self.bind_name(node.id, scope)
        return []

    def bind_name(self, name: str, scope: Scope) -> None:
        owner = scope
        while owner.kind == "small" and owner.parent is not None:  # `:=` binds in the function
            if name in owner.names:
                return
            owner = owner.parent
        self.bind(owner, name, UNKNOWN)

    def visit_handler(self, node: ast.AST, scope: Scope) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name is not None:
            self.bind_name(name, scope)

    # -- calls ---------------------------------------------------------------------------------------------

    def visit_call(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        assert isinstance(node, ast.Call)
        function = node.func
        dotted = dotted_name(function)
        attribute = function.attr if isinstance(function, ast.Attribute) else None
        seed = node.args[0] if node.args else next((k.value for k in node.keywords), None)
        seeded = seed is not None and not (isinstance(seed, ast.Constant) and seed.value is None)
        self.raw.append((scope, self.chunk, node.lineno, node.col_offset, dotted, attribute, "call", seeded))
        if self.wanted_keywords:
            for keyword in node.keywords:
                self.chunk.wanted_by.update(self.wanted_keywords.get(keyword.arg or "", ()))
        inner: list[tuple[ast.AST, Scope]] = [(n, scope) for n in [*node.args, *node.keywords]]
        if dotted is None:
            inner.append((function, scope))
        else:
            head, _, rest = dotted.partition(".")
            self.chunk.loads.add(head)
            if rest:
                self.chunk.touches.add(head)
        return inner

    def visit_attribute(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]] | None:
        dotted = dotted_name(node)
        if dotted is None or isinstance(getattr(node, "ctx", None), ast.Store):
            return None
        self.chunk.loads.add(dotted.partition(".")[0])
        self.note(scope, node, dotted, None, "mention")
        return []

    def note(self, scope: Scope, node: ast.AST, dotted: str, attribute: str | None, kind: str) -> None:
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        self.raw.append((scope, self.chunk, line, column, dotted, attribute, kind, False))

    def visit_test(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.If | ast.Assert):
            self.hash_seed_tests.append((scope, node))

    # -- afterwards ----------------------------------------------------------------------------------------

    def keep(self, scope: Scope, call: Call) -> None:
        """Of many mentions of a thing in a scope the last says all: it has the most seeds before it."""
        if call.kind != "mention":
            scope.calls.append(call)
            return
        _, mentions = self.mentions.setdefault(id(scope.calls), (scope, {}))
        known = mentions.get(call.target)
        if known is None or known < call:
            mentions[call.target] = call

    def finish(self) -> None:
        for scope, chunk, line, column, dotted, attribute, kind, seeded in self.raw:
            target = dotted if kind == "import" else resolve(scope, dotted) if dotted else UNKNOWN
            if kind == "call" and self.screen is not None:
                chunk.wanted_by.update(self.screen.codes_for_call(target or "", attribute))
            elif kind == "mention" and self.screen is not None and target:
                chunk.wanted_by.update(self.screen.codes_for_mention(target))
            if not target and kind == "call" and attribute is not None:
                target = f"?.{attribute}"
            if target and not target.startswith("builtins."):
                self.keep(scope, Call(line, column, sys.intern(target), kind, seeded))
        for scope, mentions in self.mentions.values():
            scope.calls += mentions.values()
        self.raw.clear()
        for scope in [self.facts.module, *self.facts.scopes]:
            scope.calls.sort()
            if scope.kind == "class" and scope.parent is not None:
                parent = scope.parent
                scope.bases = tuple(resolve(parent, base) or f"?.{base}" for base in scope.bases)
        for inner, outer, node in self.raw_decorators:
            inner.decorators.append(_decorator(outer, node))
        self.facts.insists_on_hash_seed = any(_insists(s, n) for s, n in self.hash_seed_tests)
        self.hash_seed_tests.clear()


def _imported(target: str) -> bool:
    return bool(target) and target[0] not in ".="


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


def _insists(scope: Scope, node: ast.AST) -> bool:
    """Whether a test refuses to go on without a fixed hash seed. Setting the variable would come too late."""
    test = getattr(node, "test", None)
    if test is None or not _mentions_hash_seed(test):
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
        if isinstance(node, ast.Constant) and node.value == "PYTHONHASHSEED":
            return True
        if isinstance(node, ast.Attribute) and node.attr == "hash_randomization":
            return True
    return False


_HANDLERS = {
    ast.FunctionDef: _Scanner.visit_function,
    ast.AsyncFunctionDef: _Scanner.visit_function,
    ast.ClassDef: _Scanner.visit_class,
    ast.Lambda: _Scanner.visit_lambda,
    ast.ListComp: _Scanner.visit_comprehension,
    ast.SetComp: _Scanner.visit_comprehension,
    ast.DictComp: _Scanner.visit_comprehension,
    ast.GeneratorExp: _Scanner.visit_comprehension,
    ast.Import: _Scanner.visit_import,
    ast.ImportFrom: _Scanner.visit_import_from,
    ast.Global: _Scanner.visit_global,
    ast.Assign: _Scanner.visit_assign,
    ast.AnnAssign: _Scanner.visit_assign,
    ast.AugAssign: _Scanner.visit_augmented,
    ast.Name: _Scanner.visit_name,
    ast.ExceptHandler: _Scanner.visit_handler,
    ast.MatchAs: _Scanner.visit_handler,
    ast.MatchStar: _Scanner.visit_handler,
    ast.MatchMapping: _Scanner.visit_handler,
    ast.Call: _Scanner.visit_call,
    ast.Attribute: _Scanner.visit_attribute,
    ast.If: _Scanner.visit_test,
    ast.Assert: _Scanner.visit_test,
}
