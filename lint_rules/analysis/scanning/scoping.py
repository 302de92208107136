"""The part of the walk that opens scopes and binds names in them."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.facts import PLACEHOLDER, SET, TEXT, UNKNOWN, Chunk, Facts, Scope
from lint_rules.analysis.scanning.returning import annotated_as_set, is_set
from lint_rules.knowledge.consumers import ORDER_FREE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from lint_rules.analysis.scanning.screen import Screen

    Inner = list[tuple[ast.AST, Scope]] | None


# What is gone through item by item, where it may have been imported.
_MAY_BE_OF_ANOTHER_FILE = (ast.Call, ast.Name, ast.Attribute)


class Scoping:
    """What a walk has seen of the scopes of a file."""

    def __init__(self, facts: Facts, screen: Screen | None) -> None:
        self.facts = facts
        self.screen = screen
        self.chunk = Chunk(0, 0)
        self.statements: Sequence[ast.stmt] = ()  # those of the chunk
        self.imports: list[tuple[Scope, ast.stmt, str]] = []
        self.decorators: list[tuple[Scope, Scope, ast.expr]] = []
        # Calls whose result is gone through item by item, and names, by their identity, and by what.
        self.gone_through: dict[int, ast.AST] = {}
        # Clauses of comprehensions whose order is forgotten, by identity: by a set, or if a name means what
        # it says.
        self._forgotten: dict[int, tuple[Scope, str] | None] = {}
        # For rules that want only sets which may be gone through.
        self.iterated_sets = screen.iterated_sets if screen is not None else frozenset()
        self.functions: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, Scope]] = []
        self._declared: dict[int, None] = {}
        self._globals: dict[int, set[str]] = defaultdict(set)
        self._parameters: Mapping[str, Collection[str]] = {}
        if screen is not None:
            self._parameters = screen.parameters
        self._follows = screen is not None and screen.follows

    # -- scopes --------------------------------------------------------------------------------------------

    def visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Inner:
        inner = self._open_scope("function", node, scope)
        if self.screen is not None:
            self.functions.append((node, inner))
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        inner.parameters = tuple(a.arg for a in every)
        if arguments.defaults:
            inner.optional = _optional(arguments, inner.owner is not None)
        for argument in every if self._parameters else ():
            if argument.arg in self._parameters and not _is_read(node, argument.arg):
                self._want_for_parameter(argument)
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

    def _want_for_parameter(self, argument: ast.arg) -> None:
        codes = self.screen.held(self._parameters[argument.arg]) if self.screen is not None else []
        if codes:
            self.chunk.want(codes, argument.lineno)

    def visit_return(self, node: ast.Return, scope: Scope) -> None:
        if id(scope) not in self._declared and scope.returns_set is not False:
            scope.returns_set = is_set(node.value)

    def visit_yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> None:
        if id(scope) not in self._declared:
            scope.returns_set = False

    def visit_for(self, node: ast.For | ast.AsyncFor | ast.comprehension, scope: Scope) -> None:
        if type(node.iter) in _MAY_BE_OF_ANOTHER_FILE:
            self.gone_through[id(node.iter)] = node

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
        forgotten = type(node) is ast.SetComp or id(node) in self._forgotten
        for generator in node.generators:
            if forgotten:
                self._forgotten[id(generator)] = self._forgotten.get(id(node))
            self.visit_for(generator, scope)
            target = generator.target
            if type(target) is ast.Name:
                names.append(target.id)
            else:
                names += [n.id for n in ast.walk(target) if type(n) is ast.Name]
        return self._in_small_scope(names, node, scope)

    def forgets(self, node: ast.AST, resolve: Callable[[Scope, str], str]) -> bool:
        """Whether the order in which a clause goes through its items is forgotten at once."""
        if id(node) not in self._forgotten:
            return False
        by = self._forgotten[id(node)]
        return by is None or resolve(*by) in ORDER_FREE

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
        if scope.optional and scope.optional == name:
            scope.optional = ""
        if known is None or known == PLACEHOLDER:
            scope.names[name] = target
        elif target in (PLACEHOLDER, known) or (_imported(known) and _imported(target)):
            return  # `try: import x` with a fallback: the first import names the thing
        else:
            scope.names[name] = UNKNOWN

    def _bind_import(self, node: ast.stmt, scope: Scope, name: str, target: str) -> None:
        """`import random` and then `from random import random`: of two that both run, the second counts."""
        if _imported(scope.names.get(name) or "") and any(node is one for one in self.statements):
            scope.names[name] = target
        self._bind(scope, name, target)

    def visit_import(self, node: ast.Import, scope: Scope) -> Inner:
        self.chunk.imports = True
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._bind_import(node, scope, alias.asname or top, alias.name if alias.asname else top)
            self.imports.append((scope, node, alias.name))
        return []

    def visit_import_from(self, node: ast.ImportFrom, scope: Scope) -> Inner:
        self.chunk.imports = True
        package = self._absolute(node.level, node.module)
        for alias in node.names:
            if alias.name == "*":
                scope.stars.append(package)
            else:
                self._bind_import(node, scope, alias.asname or alias.name, f"{package}.{alias.name}")
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
            held = _held(node) if scope.kind == "module" else UNKNOWN
            self._bind(scope, target.id, f"={alias}" if alias else held)
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


def _optional(arguments: ast.arguments, is_method: bool) -> str:
    """The first parameter that is not the object itself, where its default is None."""
    positional = [*arguments.posonlyargs, *arguments.args][is_method:]
    if not positional or len(arguments.defaults) < len(positional):
        return ""
    default = arguments.defaults[-len(positional)]
    return positional[0].arg if type(default) is ast.Constant and default.value is None else ""


def _is_read(function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str) -> bool:
    return any(
        type(node) is ast.Name and node.id == parameter and type(node.ctx) is ast.Load
        for statement in function.body
        for node in ast.walk(statement)
    )


def _held(node: ast.Assign | ast.AnnAssign) -> str:
    """Whether a set or a text is bound."""
    if is_set(node.value) or (isinstance(node, ast.AnnAssign) and annotated_as_set(node.annotation)):
        return SET
    constant = node.value.value if isinstance(node.value, ast.Constant) else None
    return TEXT if isinstance(constant, str) or isinstance(node.value, ast.JoinedStr) else UNKNOWN


def _imported(target: str) -> bool:
    return bool(target) and target[0] not in ".="
