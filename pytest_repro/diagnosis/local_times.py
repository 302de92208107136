"""Which expressions go by the local time zone: what is told a zone does not, nor a time that has one."""

from __future__ import annotations

import ast
import functools
import itertools
import re
from typing import TYPE_CHECKING

from pytest_repro.parsed import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    Bindings = dict[str, list[ast.expr | None]]

_ZONE_AT = {"now": 0, "today": 0, "fromtimestamp": 1}
"""Where these take a zone, if not by name."""
_ALWAYS = frozenset({"localtime", "ctime", "mktime", "tzlocal", "get_localzone", "tzname", "altzone"})
_WITHOUT_ARGUMENTS = frozenset({"asctime", "gettz"})
_ZONES = frozenset({"tz", "tzinfo", "utc", "timezone"})
"""Arguments that say which zone is meant."""
_READING = frozenset(
    {"now", "today", "localtime", "strftime", "ctime", "asctime", "fromtimestamp", "Timestamp"}
)
_CONVERTING = frozenset(
    {
        "fromtimestamp",
        "astimezone",
        "timestamp",
        "mktime",
        "tzlocal",
        "get_localzone",
        "gettz",
        "tzname",
        "altzone",
    }
)
_OF_METHODS = frozenset({"now", "today", "fromtimestamp"})
"""What is no such function by its bare name, but a variable."""
_CALLED = frozenset({"timestamp", "Timestamp", "strftime", "gettz"})
"""What means nothing unless it is called: a column may have that name."""
_GIVEN_AT = {**_ZONE_AT, "combine": 2, "datetime": 7}
"""The same, of all that makes a time."""
_NOWHERE = 99
_GIVE_A_ZONE = frozenset({"astimezone", "localize", "Timestamp", "to_datetime"})
"""A time of pandas that has none is taken to be in UTC."""
_OFFSET = re.compile(r"%z|\d(Z|[+-]\d\d:?\d\d)$")


def reads(text: str) -> bool | None:
    """Whether a line of code asks what time it is here; None if it is but a part of a statement."""
    tree = _parsed(text)
    return None if tree is None else any(True for _ in _local(tree, _READING, {}))


@functools.lru_cache(maxsize=256)
def conversions(file: str) -> tuple[int, ...]:
    """Lines that convert between times and local dates."""
    tree = tree_of(file)
    bindings = _bindings(tree)
    found = {node.end_lineno or node.lineno for node in _local(tree, _CONVERTING, bindings)}
    named = {
        part.value.lineno
        for part in ast.walk(tree)
        if isinstance(part, ast.keyword)
        if part.arg == "timezone" and isinstance(part.value, ast.Constant) and part.value.value == "local"
    }
    return tuple(sorted(found | named))


def _parsed(text: str) -> ast.Module | None:
    for whole in (text, f"{text} pass", f"if 0: pass\n{text} pass", f"{text}\ndef f(): pass"):
        try:
            return ast.parse(whole)
        except SyntaxError:
            continue
    return None


def _local(tree: ast.AST, names: frozenset[str], bindings: Bindings) -> Iterator[ast.expr]:
    """Names of functions that go by the local zone, as they are called or handed on."""
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        name, call = _last(node), calls.get(id(node))
        if name not in names:
            local = _is_offset(node)
        else:
            local = _means_itself(node, name) if call is None else _asks(name, call, bindings)
        if local:
            yield node


def _means_itself(node: ast.expr, name: str) -> bool:
    """Whether it is such a function, or what it would give, where nothing calls it here."""
    return name not in _CALLED and (isinstance(node, ast.Attribute) or name not in _OF_METHODS)


def _is_offset(node: ast.expr) -> bool:
    """``time.timezone``, not that of :mod:`datetime`."""
    owner = node.value if isinstance(node, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id == "time" and _last(node) in ("timezone", "daylight")


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _asks(name: str, call: ast.Call, bindings: Bindings) -> bool:
    """Whether a call goes by the local zone, as far as its arguments and what it is a method of tell."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name in _ALWAYS:
        return True
    if name in _WITHOUT_ARGUMENTS:
        return not (call.args or call.keywords)
    if name in _ZONE_AT:
        return not _told(call, bindings, _ZONE_AT[name])
    if name == "astimezone":
        return not (call.args or call.keywords) or not _aware(owner, bindings)
    if name == "timestamp":
        return not (call.args or call.keywords or _aware(owner, bindings))
    if name == "Timestamp":
        first = call.args[0] if call.args else None
        return (
            isinstance(first, ast.Constant) and first.value in ("now", "today") and not _told(call, bindings)
        )
    return name == "strftime" and len(call.args) < 2 and not _aware(owner, bindings)


def _told(call: ast.Call, bindings: Bindings, position: int = _NOWHERE) -> bool:
    """Whether a zone is among the arguments, and no variable that may hold none."""
    given = [word.value for word in call.keywords if word.arg in _ZONES] + call.args[position : position + 1]
    return any(not any(map(_is_none, _held(value, bindings))) for value in given)


def _held(value: ast.expr, bindings: Bindings) -> list[ast.expr | None]:
    """What an argument may be: of a variable what it is bound to."""
    return bindings.get(value.id, []) if isinstance(value, ast.Name) else [value]


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _aware(node: ast.expr | None, bindings: Bindings, met: tuple[str, ...] = ()) -> bool:
    """Whether what an expression gives knows its zone for certain."""
    if isinstance(node, ast.BinOp):
        return _aware(node.left, bindings, met) or _aware(node.right, bindings, met)
    if isinstance(node, ast.Name):
        bound = () if node.id in met else bindings.get(node.id, [None])
        return all(_aware(value, bindings, (*met, node.id)) for value in bound)
    if not isinstance(node, ast.Call):
        return False
    name = _last(node.func)
    if name in _GIVE_A_ZONE or _told(node, bindings, _GIVEN_AT.get(name, _NOWHERE)):
        return True
    if any(isinstance(arg, ast.Constant) and _OFFSET.search(str(arg.value)) for arg in node.args):
        return True
    if name in ("tz_localize", "tz_convert"):
        return not all(isinstance(arg, ast.Constant) and arg.value is None for arg in node.args)
    stripped = any(word.arg in _ZONES for word in node.keywords)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return not stripped and isinstance(owner, ast.Call | ast.Name) and _aware(owner, bindings, met)


def _bindings(tree: ast.AST) -> Bindings:
    """What each name of a file is bound to, wherever that is; None where it cannot be told."""
    found: Bindings = {}
    told: set[int] = set()
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found.setdefault(target.id, []).append(value)
                told.add(id(target))
        if isinstance(node, ast.arguments):
            for argument, default in _arguments(node):
                found.setdefault(argument.arg, []).extend([None, default])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in told:
            found.setdefault(node.id, []).append(None)
    return found


def _arguments(node: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Each with its default value."""
    places = [*node.posonlyargs, *node.args]
    yield from itertools.zip_longest(reversed(places), reversed(node.defaults))
    yield from zip(node.kwonlyargs, node.kw_defaults, strict=True)
    yield from ((argument, None) for argument in (node.vararg, node.kwarg) if argument is not None)
