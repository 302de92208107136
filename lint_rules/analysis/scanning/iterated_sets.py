"""Which sets of a file may be gone through, as far as the fast scan can tell.

Most sets are only asked what they hold. Their statements need not be parsed for the rules about the order of
sets, which would otherwise take most of the time of a run. The search starts at all places where items are
taken one after the other and follows names, attributes and returned values back to the sets that may be
there. It knows no types and no order of statements, so it keeps more than `sets.py` would call a set.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from lint_rules.analysis.scanning.dotted import dotted_name
from lint_rules.analysis.scanning.effects import has_effect
from lint_rules.analysis.scanning.facts import lookup
from lint_rules.analysis.scanning.returning import may_be_of_project
from lint_rules.analysis.scanning.trail import Step, Trail
from lint_rules.knowledge.consumers import (
    CARRIERS,
    DICT_MAKERS,
    MAPPING_METHODS,
    ORDER_BOUND,
    TAKING_METHODS,
)
from lint_rules.knowledge.set_types import (
    IDENTITY_SETS,
    ITEM_METHODS,
    SET_ANNOTATIONS,
    SET_FUNCTIONS,
    SET_METHODS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.scanning.walker import Walker

    Flow: TypeAlias = tuple[ast.AST, Scope]

# Callables whose call or mention makes a set, as opposed to others that a rule about sets looks for.
MAKERS = SET_ANNOTATIONS | SET_FUNCTIONS | IDENTITY_SETS
DISPLAYS = (ast.Set, ast.SetComp)
# What binds names or goes through something; the walk keeps these for `IteratedSets`.
FLOWS = frozenset(
    {
        ast.For, ast.AsyncFor, ast.comprehension, ast.Starred, ast.YieldFrom, ast.Return,
        ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr,
    }
)  # fmt: skip
# A union written at a call is made anew each time, and these are asked for every binding of a file.
_CLAUSES = (ast.For, ast.AsyncFor, ast.comprehension)
_SPREAD = (ast.Starred, ast.YieldFrom)
_PARTED = (ast.Tuple, ast.List)
_REBIND = (ast.AugAssign, ast.NamedExpr)
_NAMED = (ast.Name, ast.Attribute)
_WITH_VALUE = (ast.NamedExpr, ast.Subscript, ast.DictComp, ast.Starred)
_ALGEBRA = (ast.BitOr, ast.BitAnd, ast.BitXor, ast.Sub)
_CHOOSE = frozenset({"builtins.max", "builtins.min", "builtins.sorted"})
_TAKES = CARRIERS | DICT_MAKERS | ORDER_BOUND.keys()
_TAKING = TAKING_METHODS | MAPPING_METHODS


class IteratedSets:
    """Finds them when it is made, from what a walk has noted. `makers` may make a set."""

    def __init__(
        self, walker: Walker, resolve: Callable[[Scope, str], str], makers: Iterable[ast.AST] = ()
    ) -> None:
        self._makers = {id(node) for node in makers}
        self._resolve = resolve
        self._forgets = walker.forgets
        self._dotted = {id(node): dotted for _, node, dotted in walker.calls}
        self._bound: dict[object, list[Flow]] = defaultdict(list)
        self._taken: list[tuple[ast.AST, Flow]] = []
        # While one expression is looked at: its parts that are still to be, and what was found in it.
        self._pending: list[Flow] = []
        self._nodes: list[int] = []
        self._makes = False
        for node, scope in walker.flows:
            self._note(node, scope)
        for function, inner in walker.functions:
            self._note_function(function, inner)
        for scope, call, dotted in walker.calls:
            self._note_call(call, scope, dotted)
        self.trail = self._search()

    # -- what binds, and what goes through -----------------------------------------------------------------

    def _note(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, _CLAUSES):
            if not self._forgets(node, self._resolve):
                self._taken.append((node, (node.iter, scope)))
            if type(node.iter) is ast.Call and (held := _held_by(node.iter, node.target)) is not None:
                self._bind(held, node.iter, scope)
        elif isinstance(node, _SPREAD):
            self._taken.append((node, (node.value, scope)))
        elif isinstance(node, ast.Return):
            if node.value is not None:
                self._bound["def", scope.name].append((node.value, scope))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value, scope)
                if isinstance(target, _PARTED):
                    self._taken.append((node, (node.value, scope)))
        elif isinstance(node, ast.AnnAssign):
            self._bind(node.target, _Declared(node.annotation), scope)
            if node.value is not None:
                self._bind(node.target, node.value, scope)
            if isinstance(node.target, ast.Name):  # in a class, this declares an attribute
                self._bound["attribute", node.target.id].append((_Declared(node.annotation), scope))
        elif isinstance(node, _REBIND):
            self._bind(node.target, node.value, scope)

    def _note_function(self, function: ast.FunctionDef | ast.AsyncFunctionDef, inner: Scope) -> None:
        given = function.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        for parameter in every:
            if parameter is not None and parameter.annotation is not None:
                key = self._key(inner, parameter.arg)
                self._bound[key].append((_Declared(parameter.annotation), inner))
        if function.returns is not None:
            self._bound["def", function.name].append((_Declared(function.returns), inner))

    def _note_call(self, call: ast.Call, scope: Scope, dotted: str | None) -> None:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method == "pop" and not call.args:
            assert isinstance(call.func, ast.Attribute)
            self._taken.append((call, (call.func.value, scope)))
        known = self._resolve(scope, dotted) if dotted is not None else ""
        one_of_equals = known in _CHOOSE and any(keyword.arg == "key" for keyword in call.keywords)
        if method in ("append", "setdefault") and call.args and _is_set_itself(call.args[-1]):
            assert isinstance(call.func, ast.Attribute)
            self._bind(call.func.value, call.args[-1], scope)  # `groups[0]` is one
        if method in _TAKING or known in _TAKES or one_of_equals:
            self._taken += [(call, (argument, scope)) for argument in _arguments(call)]

    def _bind(self, target: ast.expr, value: ast.AST, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self._bound[self._key(scope, target.id)].append((value, scope))
        elif isinstance(target, ast.Attribute):
            self._bound["attribute", target.attr].append((value, scope))
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value, scope)
        elif isinstance(target, ast.Subscript):
            if isinstance(value, ast.Name) or _is_set_itself(value):
                self._bind(target.value, value, scope)  # `groups[key]` is one
        elif isinstance(target, _PARTED):
            for part in target.elts:
                self._bind(part, value, scope)

    def _key(self, scope: Scope, name: str) -> object:
        """A variable. Names of a class count for the function or module around it, as in `names.py`."""
        _, owner = lookup(scope, name)
        while owner is not None and owner.kind == "class":
            owner = owner.parent
        return (id(owner) if owner is not None and owner.parent is not None else 0), name

    # -- back from there to the sets -----------------------------------------------------------------------

    def _search(self) -> Trail:
        around: dict[int, Scope] = {}
        taken: list[Step] = []
        for by, flow in self._taken:
            taken.append(self._step(by, flow))
            around[id(by)] = flow[1]
        bound: dict[object, list[Step]] = {}
        pending = [origin for step in taken for origin in step.origins]
        while pending:
            variable = pending.pop()
            if variable not in bound:
                bound[variable] = [self._step(flow[0], flow) for flow in self._bound.get(variable, ())]
                pending += [origin for step in bound[variable] for origin in step.origins]

        def matters(by: ast.AST) -> bool:
            scope = around[id(by)]
            return has_effect(by, scope.name, lambda dotted: self._resolve(scope, dotted))

        return Trail(taken, bound, matters)

    def _step(self, by: ast.AST, flow: Flow) -> Step:
        self._pending, self._nodes, self._makes = [flow], [], False
        origins: list[object] = []
        while self._pending:
            node, scope = self._pending.pop()
            if isinstance(node, _Declared):
                self._nodes += [id(part) for part in ast.walk(node.annotation)]
                self._makes = self._makes or self._declares_set(node)
            else:
                origins += self._origins(node, scope)
        return Step(by, getattr(flow[0], "lineno", 0), origins, self._nodes, self._makes)

    def _declares_set(self, node: _Declared) -> bool:
        return any(
            id(part) in self._makers or (isinstance(part, ast.Constant) and isinstance(part.value, str))
            for part in ast.walk(node.annotation)
        )

    def _origins(self, node: ast.AST, scope: Scope) -> Iterator[object]:
        """The variables from which an expression may have its set; more expressions become pending."""
        if isinstance(node, DISPLAYS):
            self._nodes.append(id(node))
            self._makes = True
        elif isinstance(node, ast.Name):
            self._makes = self._makes or may_be_of_project(self._resolve(scope, node.id))
            yield self._key(scope, node.id)
        elif isinstance(node, ast.Attribute):
            dotted = dotted_name(node)
            known = self._resolve(scope, dotted) if dotted is not None else ""
            self._makes = self._makes or may_be_of_project(known)
            yield "attribute", node.attr
        elif isinstance(node, ast.Call):
            yield from self._origins_of_call(node, scope)
        else:
            self._makes = self._makes or of_keys(node)
            self._pending += [(part, scope) for part in _parts(node)]

    def _origins_of_call(self, call: ast.Call, scope: Scope) -> Iterator[object]:
        dotted = self._dotted.get(id(call))
        known = self._resolve(scope, dotted) if dotted is not None else ""
        arguments = list(_arguments(call))
        self._pending += [(given.body, scope) for given in arguments if isinstance(given, ast.Lambda)]
        named = [argument for argument in arguments if isinstance(argument, _NAMED)]
        self._nodes += map(id, named)  # `defaultdict(set)`
        makes = known in MAKERS or may_be_of_project(known)
        self._makes = self._makes or makes or not self._makers.isdisjoint(map(id, named))
        if known in MAKERS:
            self._nodes.append(id(call))
            self._pending += [(argument, scope) for argument in arguments]
        if isinstance(call.func, ast.Attribute):
            if call.func.attr in SET_METHODS or call.func.attr in ITEM_METHODS or call.func.attr in _VIEWS:
                self._pending += [(part, scope) for part in (call.func.value, *arguments)]
            yield "def", call.func.attr
        elif isinstance(call.func, ast.Name):
            yield "def", call.func.id
        if known.startswith("."):
            yield "def", known.rpartition(".")[2]


_VIEWS = ("items", "keys", "values")


class _Declared(ast.AST):
    """An annotation in the place of a value."""

    def __init__(self, annotation: ast.expr) -> None:
        self.annotation = annotation
        self.lineno = annotation.lineno


def of_keys(node: ast.AST) -> bool:
    """`a.keys() - b.keys()` is a set."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, _ALGEBRA):
        return False
    return _is_keys(node.left) or _is_keys(node.right)


def _is_keys(node: ast.expr) -> bool:
    return type(node) is ast.Call and type(node.func) is ast.Attribute and node.func.attr == "keys"


def _held_by(call: ast.Call, target: ast.expr) -> ast.expr | None:
    """What gets the values of a mapping: `for x in groups.values()`, `for key, x in groups.items()`."""
    method = call.func.attr if type(call.func) is ast.Attribute else ""
    if method == "items" and type(target) is ast.Tuple and len(target.elts) == 2:
        return target.elts[1]
    return target if method == "values" else None


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _parts(node: ast.AST) -> list[ast.expr]:
    """The expressions whose set an expression may be."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ALGEBRA):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, _WITH_VALUE):
        return [node.value]
    if isinstance(node, ast.ListComp):
        return [node.elt] if _is_set_itself(node.elt) else []
    if isinstance(node, ast.Dict):
        return [value for value in node.values if _is_set_itself(value)]
    return node.elts if isinstance(node, _PARTED) else []


def _is_set_itself(node: ast.AST) -> bool:
    """`{x}`, `set(xs)`: as an item of a list, whose own order is another thing."""
    if isinstance(node, DISPLAYS):
        return True
    made = node.func if isinstance(node, ast.Call) else None
    return isinstance(made, ast.Name) and made.id in ("set", "frozenset")
