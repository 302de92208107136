"""Statements in functions that ran in threads by which these change what they share, however deep in calls.

Where a trace cannot follow what one thread leaves to another, no line begins to differ in a thread. What a
function changes is then traced back, call by call, to what the first function of a thread was given.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.effects import start_of
from pytest_repro.diagnosis.sharing import called_by, changing, enclosing, is_shared, mentioned, updated
from pytest_repro.diagnosis.taint import Root
from pytest_repro.parsed import first_line, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.traces.event import Key
    from pytest_repro.traces.trace import Trace

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CALLS = 4
"""So many calls lie between a thread's first function and the one that changes something, at most."""


def races_of(trace: Trace, counting: bool = False) -> tuple[Root, ...]:
    """``counting``: and those by which they count something."""
    if not len(trace):
        return ()
    threads = _Threads(trace, counting)
    return tuple(sorted(root for file, name, node in threads.ran for root in threads.races(file, name, node)))


def without_owned(trace: Trace, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    """Those that do not lie in what one thread does by itself, or change what others look at."""
    if not roots or any(what == "events" or what.startswith("calls of ") for what in trace.capped):
        return roots  # others may have run it as well
    main, *threads = (
        [key for _, key in events if key.kind == "call"] for events in trace.by_thread().values()
    )
    return tuple(root for root in roots if not _is_owned(root, main, [calls for calls in threads if calls]))


def _is_owned(root: Root, main: list[Key], threads: list[list[Key]]) -> bool:
    around = enclosing(tree_of(root.file), root.line)
    function = next((node for node in around if isinstance(node, _FUNCTIONS)), None)
    statement = around[0] if around else None
    if function is None or not isinstance(statement, ast.stmt):
        return False
    key = root.file, first_line(function)
    of_root = [calls for calls in threads if key in map(_place, calls)]
    if len(of_root) != 1 or key in map(_place, main):
        return False
    places = list(map(_place, of_root[0]))
    others = [calls for calls in threads if calls is not of_root[0]]
    # Threads of one kind share their work: in a trial one may have done it all.
    if places.count(places[0]) > 1 or any(_place(calls[0]) == places[0] for calls in others):
        return False
    changed = set(map(called_by, updated(statement, function, counting=True)))
    seen = (_defined(*place) for place in {_place(call) for calls in others for call in calls})
    return not any(changed & mentioned(node) for node in seen if node is not None)


def _place(key: Key) -> tuple[str, int]:
    return key.file, key.line


class _Threads:
    """The functions that ran in other threads than the first one of a trace."""

    def __init__(self, trace: Trace, counting: bool) -> None:
        self._counting = counting
        _, *others = trace.by_thread().values()
        calls = (key for events in others for _, key in events if key.kind == "call")
        keys = {(key.file, key.function, key.line) for key in calls}
        found = [(file, name, _defined(file, line)) for file, name, line in sorted(keys)]
        self.ran = [(file, name, node) for file, name, node in found if node is not None]

    def races(self, file: str, name: str, node: Function) -> Iterator[Root]:
        for statement in changing(file, node, self._counting):
            changed = updated(statement, node, self._counting)
            targets = (target for target in changed if is_shared(target, node))
            if any(self._comes_from_outside(file, target, node) for target in targets):
                yield Root(file, statement.lineno, statement.end_lineno or statement.lineno, name)

    def _comes_from_outside(self, file: str, target: ast.expr, node: Function, depth: int = 0) -> bool:
        """Whether what a function changes is nothing that its thread has made for itself."""
        if depth > _CALLS or not is_shared(target, node) or _is_own(file, target, node):
            return False
        base = _base(target)
        calls = [(at, f, call) for at, _, f in self.ran for call in _calls(f, node.name) if f is not node]
        parameters = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        if not calls or base not in parameters:
            return True
        given = [(at, f, _given(call, parameters, base)) for at, f, call in calls]
        return any(
            one is not None and self._comes_from_outside(at, one, f, depth + 1) for at, f, one in given
        )


def _defined(file: str, line: int) -> Function | None:
    """The function whose first line this is, or that of its first decorator."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, _FUNCTIONS) and first_line(node) == line:
            return node
    return None


def _calls(function: Function, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func
            if name == (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)):
                yield node


def _given(call: ast.Call, parameters: list[str], name: str) -> ast.expr | None:
    """What a call hands over for a parameter."""
    given = [call.func.value, *call.args] if isinstance(call.func, ast.Attribute) else call.args
    named = {each.arg: each.value for each in call.keywords}
    return named.get(name) or dict(zip(parameters, given, strict=False)).get(name)


def _base(target: ast.expr) -> str:
    return getattr(start_of(target), "id", "")


def _is_own(file: str, target: ast.expr, node: Function) -> bool:
    """Whether it is an attribute that a thread's own class has made: each thread has one."""
    while isinstance(target, ast.Subscript | ast.Attribute) and not isinstance(target.value, ast.Name):
        target = target.value
    if not isinstance(target, ast.Attribute) or _base(target) != "self":
        return False
    owner = next(
        (each for each in enclosing(tree_of(file), node.lineno) if isinstance(each, ast.ClassDef)), None
    )
    if owner is None or not any("Thread" in ast.unparse(base) for base in owner.bases):
        return False
    made = [
        each.value
        for each in ast.walk(owner)
        if isinstance(each, ast.Assign)
        and any(ast.unparse(one) == f"self.{target.attr}" for one in each.targets)
    ]
    return bool(made) and not any(isinstance(value, ast.Name | ast.Attribute) for value in made)
