"""Finds the line of a function that changes something which outlives it, by what its statements say."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING, NamedTuple

from pytest_repro.diagnosis.effects import (
    changes_one_of,
    gives_what_is_kept,
    start_of,
    stores_abroad,
    switches_abroad,
)
from pytest_repro.parsed import decorators_of, first_line, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_SET_UP = ("setUp", "setUpClass", "setup_class", "setup_function", "setup_method", "setup_module")
_DEEPEST = 4
"""Functions that call one another until one touches what has changed."""
_STORES, _CALLS, _LEADS, _MENTIONS, _NOTHING = range(5)
"""How much speaks for a statement: it sets it, calls something of it, calls what touches it, names it."""


class Change(NamedTuple):
    """A line, and the function that it is in."""

    file: Path
    line: int
    function: str


def change_of(root: Path, file: Path, test: str, words: set[str]) -> Change | None:
    """The line that speaks most for a change of one of ``words``, the first of equals.

    ``test``: as in a node id, ``TestModel::test_fit``. A line of the test itself, else of a fixture or set-up
    function that runs before it, else its definition; None if there is no such test.
    """
    function = _function_of(file, test)
    if function is None:
        return None
    return _seen(root, file, test, function, words) or Change(file, function.lineno, function.name)


def is_seen_to_change_something(root: Path, file: Path, test: str) -> bool:
    """Whether a statement of a test, or of what runs before it, changes what is kept for all."""
    function = _function_of(file, test)
    return function is not None and _seen(root, file, test, function, set()) is not None


def _function_of(file: Path, test: str) -> Function | None:
    owner, _, name = test.rpartition("::")
    return next((f for f in _functions(_within(tree_of(str(file)), owner)) if f.name == name), None)


def _seen(root: Path, file: Path, test: str, function: Function, words: set[str]) -> Change | None:
    project = _Project(root)
    ran = [(file, function), *project.before(file, function, test.rpartition("::")[0])]
    for speaks in (functools.partial(project.speaks, words=words), project.acts):
        for where, known in ran:
            rank, line = _best(known, functools.partial(speaks, where, known))
            if rank != _NOTHING:
                return Change(where, line, known.name)
    return None


def _best(function: Function, speaks: Callable[[ast.stmt], int]) -> tuple[int, int]:
    """The rank and the line of the statement that speaks most; of a definition its decorators act."""
    ranked = [
        (speaks(statement), first_line(statement))
        for statement in ast.walk(function)
        if isinstance(statement, ast.stmt) and statement is not function
    ]
    return min(ranked, default=(_NOTHING, 0))


def _within(tree: ast.AST, owner: str) -> ast.AST:
    """The class that holds a test, or the module."""
    for name in filter(None, owner.split("::")):
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        tree = next((node for node in classes if node.name == name), tree)
    return tree


class _Project:
    """Looks up functions of the user's, by the names under which a file knows them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def before(self, file: Path, test: Function, owner: str) -> list[tuple[Path, Function]]:
        """What runs before a test: the fixtures that it asks for, those that always run, set-up functions."""
        inside = _within(tree_of(str(file)), owner)
        found = [(file, f) for f in _functions(inside) if f.name in _SET_UP]
        files = [file, *(folder / "conftest.py" for folder in _folders(self._root, file))]
        others = [(where, f) for where in files for f in _functions(tree_of(str(where))) if f is not test]
        wanted = _arguments(test)
        while True:
            more = [(w, f) for w, f in others if (f.name in wanted or _always(f)) and (w, f) not in found]
            if not more:
                return found
            found += more
            wanted = wanted.union(*(_arguments(function) for _, function in more))

    def speaks(self, file: Path, function: ast.AST, statement: ast.stmt, words: set[str]) -> int:
        """One of the ranks above; a statement that only asks, as an assertion does, names at best.

        So does a block that is entered: what it changes it puts back, and so it does with what it is given.
        """
        parts = list(_own(statement))
        if changes_one_of(statement, self._kept(file, function, words)):
            return _STORES
        if not any(_names(part) & words for part in parts):
            leads = any(self._touches(file, call, words, _DEEPEST) for call in _calls(parts))
            return _LEADS if leads or self._brings(file, statement, words) else _NOTHING
        if isinstance(statement, ast.Assert):
            return _MENTIONS
        stored = [part for part in parts if isinstance(getattr(part, "ctx", None), ast.Store | ast.Del)]
        if any(_names(inner) & words for part in stored for inner in ast.walk(part)):
            changed = {getattr(start_of(part), "id", "") for part in stored}
            return _MENTIONS if _entered(function) & changed else _STORES
        called = any(_names(inner) & words for call in _calls(parts) for inner in ast.walk(call))
        return _CALLS if called and isinstance(statement, ast.Expr) else _MENTIONS

    def acts(self, file: Path, function: Function, statement: ast.stmt) -> int:
        """The same where nothing is known by name: what changes something that is kept for all."""
        kept = self._kept(file, function)
        if stores_abroad(file, statement, function) or changes_one_of(statement, kept):
            return _STORES
        calls = _calls(list(_own(statement)))
        if any(self._find(file, call.func) for call in calls):
            return _LEADS if any(self._acts_within(file, call) for call in calls) else _NOTHING
        return _CALLS if switches_abroad(file, statement, function) else _NOTHING

    def _kept(self, file: Path, function: ast.AST, words: set[str] | None = None) -> set[str]:
        """Variables of a function that hold what a function of the project gives to all its callers.

        Of a function of one of those names, where they are given.
        """
        found: set[str] = set()
        for node in ast.walk(function):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            place = self._find(file, node.value.func)
            if place is not None and (words is None or place[1].name in words):
                names = {target.id for target in node.targets if isinstance(target, ast.Name)}
                found |= names if gives_what_is_kept(place[1]) else set()
        return found

    def _acts_within(self, file: Path, call: ast.Call, depth: int = _DEEPEST) -> bool:
        """Whether the function that is called, or one that this calls, does such a thing."""
        found = self._find(file, call.func) if depth else None
        if found is None:
            return False
        where, function = found
        for node in ast.walk(function):
            if isinstance(node, ast.stmt) and (
                stores_abroad(where, node, function) or switches_abroad(where, node, function)
            ):
                return True
        inner = _calls(list(ast.walk(function)))
        return any(self._acts_within(where, further, depth - 1) for further in inner)

    def _brings(self, file: Path, statement: ast.stmt, words: set[str]) -> bool:
        """Whether it imports a file of the project that changes one of the words as it is imported."""
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            return False
        inner = (
            self.speaks(where, tree, part, words)
            for where in self._places(file, _modules(statement))
            for tree in (tree_of(str(where)),)
            for part in tree.body
            if not isinstance(part, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        )
        return any(rank < _MENTIONS for rank in inner)

    def _touches(self, file: Path, call: ast.Call, words: set[str], depth: int) -> bool:
        """Whether the function that is called, or one that this calls, names one of the words."""
        found = self._find(file, call.func) if depth else None
        if found is None:
            return False
        where, function = found
        inner = list(ast.walk(function))
        return any(_names(part) & words for part in inner) or any(
            self._touches(where, further, words, depth - 1) for further in _calls(inner)
        )

    def _find(self, file: Path, func: ast.expr) -> tuple[Path, Function] | None:
        name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        for where in (file, *self._imported(file)):
            for function in _functions(tree_of(str(where))):
                if function.name == name:
                    return where, function
        return None

    def _imported(self, file: Path) -> list[Path]:
        """Files of the project that a file imports, as far as their places tell."""
        nodes = ast.walk(tree_of(str(file)))
        return self._places(file, [module for node in nodes for module in _modules(node)])

    def _places(self, file: Path, modules: list[str]) -> list[Path]:
        folders = dict.fromkeys((file.parent, self._root, self._root / "src"))
        paths = [
            folder.joinpath(*module.strip(".").split("."))
            for module in modules
            for folder in folders
            if module
        ]
        places = [place for path in paths for place in (path.with_suffix(".py"), path / "__init__.py")]
        return [place for place in dict.fromkeys(places) if place.is_file()]


def _modules(node: ast.AST) -> list[str]:
    """What a statement may import."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module or ''}.{alias.name}" for alias in node.names)]
    return []


def _entered(function: ast.AST) -> set[str]:
    """Names that ``with`` gives."""
    blocks = (node for node in ast.walk(function) if isinstance(node, ast.With | ast.AsyncWith))
    given = (item.optional_vars for block in blocks for item in block.items)
    return {name.id for name in given if isinstance(name, ast.Name)}


def _arguments(function: Function) -> set[str]:
    return {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


def _folders(root: Path, file: Path) -> list[Path]:
    """From that of a file up to the root's."""
    return [folder for folder in file.parents if folder == root or root in folder.parents]


def _always(function: Function) -> bool:
    """Whether it is a fixture that runs before every test."""
    keywords = (k for d in function.decorator_list if isinstance(d, ast.Call) for k in d.keywords)
    return any(k.arg == "autouse" and getattr(k.value, "value", False) is True for k in keywords)


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement without those in it, and the calls that its decorators are."""
    plain = (decorator for decorator in decorators_of(statement) if not isinstance(decorator, ast.Call))
    waiting: list[ast.AST] = [statement, *(ast.Call(decorator, [], []) for decorator in plain)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def _calls(parts: list[ast.AST]) -> list[ast.Call]:
    return [part for part in parts if isinstance(part, ast.Call)]


def _names(part: ast.AST) -> set[str]:
    if isinstance(part, ast.Attribute):
        return {part.attr, f".{part.attr}", f"{getattr(part.value, 'id', '')}.{part.attr}"}
    if isinstance(part, ast.Name):
        return {part.id}
    if isinstance(part, ast.keyword):
        return {part.arg} if part.arg else set()
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        _, dot, last = part.value.rpartition(".")
        return {part.value, last, dot + last}
    return set()
