"""Which names each line of a file reads: enough to tell what a value may have come from."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.slots import Slot, slots_of
from pytest_repro.diagnosis.taint import variable_of
from pytest_repro.parsed import first_line, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Statement:
    """A simple statement, or the head of a compound one."""

    first: int
    last: int
    mentioned: frozenset[str] = frozenset()
    """All variables that it reads or sets, or of which it does so with a part."""
    names: frozenset[str] = frozenset()
    """Variables that it reads as a whole."""
    parts: frozenset[str] = frozenset()
    """What it reads a part of: ``self.weight``, ``batch['x'].T``."""
    targets: frozenset[str] = frozenset()
    """Parts that it sets: ``self.weight``, ``rows[?]``."""
    slots: tuple[Slot, ...] = ()
    """Places of variables that it sets: ``rows[:, 0]``."""
    measured: frozenset[str] = frozenset()
    """Variables of which it asks for the length alone."""
    attributes: frozenset[str] = frozenset()
    """Attributes that it reads, of whatever object."""
    members: frozenset[tuple[str, str]] = frozenset()
    """Names with the module that they are looked up in or imported from: ``(config, SEED)``."""
    handed: frozenset[str] = frozenset()
    """Variables that it gives to a call, calls a method of, or changes in part: what they hold may differ
    afterwards though they look the same."""
    passed: frozenset[str] = frozenset()
    """Variables, and parts of them, that it gives to a call as they are, which may go through them."""
    passes_set: bool = False
    """Whether it gives a set to a call that it makes on the spot."""
    entries: tuple[tuple[str, Statement], ...] = ()
    """Of a dict that it writes out and returns or sets, what each constant key is given."""
    gathers: frozenset[str] = frozenset()
    """Functions and methods that it calls for the items of a set which it makes of them."""
    makes: str = ""
    """The class or function whose call gives what it sets."""
    defines: frozenset[str] = frozenset()
    """The function or class that it makes."""
    imported: tuple[tuple[str, tuple[str, str]], ...] = ()
    """Names that it imports, each with the module's own: ``(SEED, (config, SEED))``."""
    imports: bool = False
    returns: bool = False
    yields: bool = False
    """Whether it may be given a value by what lets a generator go on."""
    chooses: bool = False
    """Whether what it reads decides which lines run next."""
    walks: bool = False
    """Whether it goes through what a variable holds, item by item as they come."""
    is_class: bool = False
    tells: bool = False
    """Whether it prints or logs, and does nothing else."""

    @property
    def owners(self) -> frozenset[str]:
        """Variables of which it reads a part."""
        return frozenset(map(variable_of, self.parts))


@functools.lru_cache(maxsize=256)
def _statements(file: str) -> dict[int, Statement]:
    """The innermost statement on each line."""
    tree = tree_of(file)
    aliases = dict(_aliases(tree))
    found: dict[int, Statement] = {}
    for node in ast.walk(tree):  # outer ones first
        if isinstance(node, ast.stmt):
            statement = _read(node, aliases)
            found.update(dict.fromkeys(range(statement.first, statement.last + 1), statement))
    return found


def statement_at(file: str, line: int) -> Statement:
    """The statement on a line; the line alone where the file cannot be read."""
    return _statements(file).get(line) or Statement(line, line)


@functools.lru_cache(maxsize=1024)
def extent(file: str, first: int) -> int:
    """The last line of the function that starts at line ``first``, decorators counted."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and first_line(node) == first:
            return node.end_lineno or first
    return statement_at(file, first).last


@functools.lru_cache(maxsize=1024)
def outer(file: str, first: int) -> int:
    """Where the function starts in which the one that starts at line ``first`` stands; 0 if in none."""
    defs = (n for n in ast.walk(tree_of(file)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    starts = ((first_line(node), node.end_lineno or 0) for node in defs)
    return max((start for start, last in starts if start < first <= last), default=0)


@functools.lru_cache(maxsize=1024)
def only_told(file: str, first: int) -> frozenset[str]:
    """Variables of the function that starts at line ``first`` that nothing reads but prints and logs."""
    last = extent(file, first)
    inside = {n: s for n, s in _statements(file).items() if first <= n <= last}
    telling = [s.mentioned for s in inside.values() if s.tells]
    others = [s.names | s.owners | s.handed for s in inside.values() if not s.tells]
    return frozenset().union(*telling) - frozenset().union(*others)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Other names of modules: ``import vocabulary as v``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name.rpartition(".")[2]


def _read(node: ast.stmt, aliases: dict[str, str]) -> Statement:
    head = list(_head(node))
    inner = [part for name in _BLOCKS for part in getattr(node, name, None) or [] if hasattr(part, "lineno")]
    last = min([node.end_lineno or node.lineno, *(max(first_line(part) - 1, node.lineno) for part in inner)])
    reads = _reads(node, head)
    attributes = [part for part in head if isinstance(part, ast.Attribute)]
    members = {
        (aliases.get(part.value.id, part.value.id), part.attr)
        for part in attributes
        if isinstance(part.value, ast.Name)
    }
    imported: tuple[tuple[str, tuple[str, str]], ...] = ()
    if isinstance(node, ast.ImportFrom):
        stem = (node.module or "").rpartition(".")[2]
        imported = tuple((alias.asname or alias.name, (stem, alias.name)) for alias in node.names)
    made = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ""
    return Statement(
        first=first_line(node) if isinstance(node, ast.ClassDef) else node.lineno,
        last=last,
        mentioned=frozenset(part.id for part in head if isinstance(part, ast.Name)),
        names=frozenset(reads.names),
        parts=frozenset(reads.parts),
        targets=frozenset(reads.targets),
        slots=tuple(slots_of(node)),
        measured=_measured(head),
        attributes=frozenset(part.attr for part in attributes if isinstance(part.ctx, ast.Load)),
        members=frozenset(members.union(member for _, member in imported)),
        handed=frozenset(name for part in head for name in _handed(part)),
        passed=frozenset(way for part in head for way in map(_way, _passed(part)) if way),
        passes_set=any(_is_set(argument) for part in head for argument in _passed(part)),
        entries=tuple((key, _read(value, aliases)) for key, value in _entries(node)),
        gathers=frozenset(name for part in head for name in _gathering(part)),
        makes=_called(node),
        defines=frozenset({made} if made else ()),
        imported=imported,
        imports=isinstance(node, ast.Import | ast.ImportFrom),
        returns=isinstance(node, ast.Return),
        yields=any(isinstance(part, ast.Yield | ast.YieldFrom) for part in head),
        chooses=isinstance(node, ast.If | ast.For | ast.While | ast.Match | ast.AsyncFor),
        walks=isinstance(node, ast.For) and isinstance(node.iter, ast.Name | ast.Attribute),
        is_class=isinstance(node, ast.ClassDef),
        tells=isinstance(node, ast.Expr) and _tells(node.value),
    )


_LEVELS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warn", "warning"})
"""Methods of a log."""


def _tells(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    function = value.func
    if isinstance(function, ast.Attribute):
        return function.attr in _LEVELS and "log" in _way(function.value).rpartition(".")[2].lower()
    return isinstance(function, ast.Name) and function.id == "print"


_FILLING = frozenset({"copy_", "fill", "fill_", "zero_"})
"""Methods after which nothing of the old value is left."""
_UNKNOWN = "[?]"


@dataclass
class _Reads:
    """What a statement reads and sets: whole variables, and parts of them as far as names and keys lead."""

    names: set[str]
    parts: set[str]
    targets: set[str]


def _reads(node: ast.stmt, head: list[ast.AST]) -> _Reads:
    found = _Reads(set(), set(), set())
    seen: set[ast.AST] = set()
    for part in _overwritten(node):
        seen.update(_links(part))
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and (way := _set_by_default(call)):
        seen.update(_links(call.func))
        found.targets.add(way)
    for part in head:
        if isinstance(part, ast.Attribute | ast.Subscript) and part not in seen:
            if not isinstance(part.ctx, ast.Load):
                seen.update(_links(part))
                found.targets.add(_way(part))
            elif (way := _way(part)) and not way.endswith(_UNKNOWN):
                seen.update(_links(part))
                found.parts.add(way)
    augmented = isinstance(node, ast.AugAssign)
    names = (part for part in head if isinstance(part, ast.Name) and part not in seen)
    found.names.update(name.id for name in names if augmented or not isinstance(name.ctx, ast.Store))
    found.targets.discard("")
    if augmented:
        found.parts |= found.targets
    return found


def _links(node: ast.AST) -> Iterator[ast.AST]:
    """A chain of attributes and items, from its end to the variable that it starts from."""
    yield node
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
        yield node


def _way(node: ast.AST) -> str:
    """``self.weight`` or ``rows['x'][?]`` as text; empty where it starts from no variable."""
    if isinstance(node, ast.Name):
        return node.id
    if not isinstance(node, ast.Attribute | ast.Subscript) or not (way := _way(node.value)):
        return ""
    if isinstance(node, ast.Attribute):
        return "" if way.endswith(_UNKNOWN) else f"{way}.{node.attr}"
    if isinstance(node.slice, ast.Constant) and not way.endswith(_UNKNOWN):
        return f"{way}[{node.slice.value!r}]"
    return way if way.endswith(_UNKNOWN) else way + _UNKNOWN


def _set_by_default(call: ast.Call) -> str:
    """The item that ``tags.setdefault(key, value)`` sets; empty for any other call."""
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr != "setdefault" or not call.args:
        return ""
    return _way(ast.Subscript(func.value, call.args[0], ast.Load()))


def _overwritten(node: ast.stmt) -> Iterator[ast.AST]:
    """What a statement reads nothing of, since it writes all of it."""
    if isinstance(node, ast.Assign):
        yield from (target for target in node.targets if _is_all(target))
    call = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    if not isinstance(call, ast.Call):
        return
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "out")
    if isinstance(call.func, ast.Attribute) and isinstance(node, ast.Expr):
        owner = call.func.value
        if call.func.attr in _FILLING:
            yield owner
        elif call.func.attr == "copyto" or _way(owner).rpartition(".")[2] == "init":
            yield from call.args[:1]


def _is_all(target: ast.expr) -> bool:
    """``x[:]``, ``x[...]`` and ``x.data``: the variable keeps its place, and nothing of its value."""
    if isinstance(target, ast.Subscript):
        index = target.slice
        everything = isinstance(index, ast.Slice) and not (index.lower or index.upper or index.step)
        return everything or (isinstance(index, ast.Constant) and index.value is Ellipsis)
    return isinstance(target, ast.Attribute) and target.attr == "data"


def _measured(head: list[ast.AST]) -> frozenset[str]:
    """Names that stand in ``len(…)`` and nowhere else."""
    lengths = [
        part.args[0]
        for part in head
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id == "len"
        and len(part.args) == 1
    ]
    whole = {part.id for part in head if isinstance(part, ast.Name) and part not in lengths}
    return frozenset(part.id for part in lengths if isinstance(part, ast.Name)) - whole


def _handed(part: ast.AST) -> Iterator[str]:
    """Variables in a call, and those of which an item or attribute is stored."""
    stores = isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store)
    if stores or isinstance(part, ast.Call):
        names = (inner.id for inner in ast.walk(part) if isinstance(inner, ast.Name))
        yield from ("self" if name == "super" else name for name in names)


_IN_ANY_ORDER = frozenset({
    "all", "any", "bool", "difference", "difference_update", "frozenset", "id", "intersection",
    "intersection_update", "isdisjoint", "isinstance", "issubset", "issuperset", "len", "max", "min", "print",
    "set", "sorted", "symmetric_difference", "type", "union",
})  # fmt: skip
"""Functions and methods that give the same of a set in whatever order it is."""


_SHOWING = frozenset({
    "Counter", "DataFrame", "Index", "OrderedDict", "Series", "array", "asarray", "deque", "dict",
    "enumerate", "fromkeys", "iter", "join", "list", "map", "stack", "sum", "tensor", "tuple", "update",
    "zip",
})  # fmt: skip
"""Those whose results show the order at once."""


def _passed(part: ast.AST) -> Iterator[ast.expr]:
    """What is given to a call as it is, where its order may matter; of what two sets have, the two.

    With a set, what that is made of: it is not another thing that the call works on.
    """
    if not isinstance(part, ast.Call):
        return
    if getattr(part.func, "attr", getattr(part.func, "id", "")) in _IN_ANY_ORDER | _SHOWING:
        return
    for argument in (*part.args, *(keyword.value for keyword in part.keywords)):
        yield from (argument.left, argument.right) if isinstance(argument, ast.BinOp) else (argument,)
        yield from (g.iter for g in argument.generators) if isinstance(argument, ast.SetComp) else ()


def _gathering(part: ast.AST) -> Iterator[str]:
    inner = ast.walk(part) if isinstance(part, ast.SetComp) else ()
    yield from (_way(call.func).rpartition(".")[2] for call in inner if isinstance(call, ast.Call))


def _entries(node: ast.stmt) -> Iterator[tuple[str, ast.Expr]]:
    """``['loss']`` and what stands for it in ``return {'loss': total / n}``."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.Return) else None
    if isinstance(value, ast.Dict):
        for key, entry in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant):
                yield f"[{key.value!r}]", ast.copy_location(ast.Expr(entry), entry)


def _called(node: ast.stmt) -> str:
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return _way(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""


def _is_set(value: ast.expr) -> bool:
    made = isinstance(value, ast.Call) and getattr(value.func, "id", "") in ("set", "frozenset")
    return made or isinstance(value, ast.Set | ast.SetComp)


def _head(node: ast.stmt) -> Iterator[ast.AST]:
    """The statement without the statements in it."""
    for name, value in ast.iter_fields(node):
        if name in _BLOCKS and isinstance(value, list):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from ast.walk(part)
