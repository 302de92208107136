"""Sorting what a listing of a directory yields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.scanning.facts import lookup
from lint_rules.analysis.tree.nodes import stored_names
from lint_rules.knowledge.consumers import WALKS
from lint_rules.model import Span
from lint_rules.rule import Change

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_LISTS = frozenset({"os.listdir", "glob.glob"})
# Builtins that go through an iterable once, whatever it is.
_READERS = frozenset(
    f"builtins.{name}" for name in ("list", "tuple", "enumerate", "map", "filter", "zip", "dict", "iter")
)


def sorting_change(file: SourceFile, call: cst.Call) -> Change | None:
    """`sorted(…)` round a listing, or both lists of `os.walk` sorted; None where that may not do."""
    if lookup(file.scope(call), "sorted")[1] is not None:
        return None
    name = file.resolve(call.func)
    if name in WALKS:
        return _sorted_walk(file, call)
    if name == "os.scandir":
        return _sorted_entries(file, call)
    if name in _LISTS:
        return _wrapped(file, call, safe=True)
    outer = _outer_call(file, call)
    if outer is not None and file.resolve(outer.func) == "builtins.next":
        return (
            _wrapped(file, call, safe=True, before="iter(sorted(", after="))")
            if len(outer.args) == 1
            else None
        )
    read_once = _is_read_once(file, call)
    parent = file.parent(call)
    if read_once or isinstance(parent, cst.Assign | cst.AnnAssign | cst.Return | cst.Arg):
        return _wrapped(file, call, safe=read_once)
    return None


def _wrapped(
    file: SourceFile, call: cst.Call, safe: bool, before: str = "sorted(", after: str = ")"
) -> Change:
    """Text round the call; `list(x)` becomes `sorted(x)`."""
    outer = _outer_call(file, call)
    if outer is not None and len(outer.args) == 1 and file.resolve(outer.func) == "builtins.list":
        return Change("Sort the listing", ((outer.func, "sorted"),), safe=True)
    line, column, end_line, end_column = file.position(call)
    start, end = Span(line, column, line, column), Span(end_line, end_column, end_line, end_column)
    return Change("Sort the listing", ((start, before), (end, after)), safe)


def _sorted_entries(file: SourceFile, call: cst.Call) -> Change | None:
    """What `os.scandir` yields has no order of its own; a name does."""
    if not _is_read_once(file, call):
        return None
    outer = _outer_call(file, call)
    key = ", key=lambda entry: entry.name)"
    if outer is not None and file.resolve(outer.func) == "builtins.list" and len(outer.args) == 1:
        _, _, end_line, end_column = file.position(call)
        end = Span(end_line, end_column, end_line, end_column)
        return Change("Sort the listing", ((outer.func, "sorted"), (end, key[:-1])), safe=True)
    return _wrapped(file, call, safe=True, after=key)


def _sorted_walk(file: SourceFile, call: cst.Call) -> Change | None:
    """`os.walk` goes on in the order that the loop gives to its list of folders."""
    loop = file.parent(call)
    if not isinstance(loop, cst.For) or not isinstance(loop.target, cst.Tuple) or len(call.args) != 1:
        return None
    names = [stored_names(element.value) for element in loop.target.elements]
    first = loop.body.body[0] if isinstance(loop.body, cst.IndentedBlock) and loop.body.body else None
    if first is None or isinstance(first, cst.FunctionDef | cst.ClassDef):
        return None
    if len(names) < 3 or [len(name) for name in names[1:3]] != [1, 1]:
        return None
    folders, files = names[1][0], names[2][0]
    renamed: tuple[tuple[cst.CSTNode, str], ...] = ()
    if folders == "_":
        if file.names(file.function(call), "folders"):
            return None
        folders, renamed = "folders", ((loop.target.elements[1].value, "folders"),)
    lines = [f"{folders}.sort()", *([f"{files}.sort()"] if files != "_" else [])]
    return Change("Sort folders and files", (*renamed, _lines_before(file, first, lines)), safe=True)


def _lines_before(file: SourceFile, statement: cst.CSTNode, lines: list[str]) -> tuple[Span, str]:
    line, column, _, _ = file.position(statement)
    text = file.lines[line - 1]
    end = "\r\n" if text.endswith("\r\n") else "\n"
    indent = text[: column - 1]
    return Span(line, column, line, column), "".join(f"{new}{end}{indent}" for new in lines)


def _outer_call(file: SourceFile, node: cst.CSTNode) -> cst.Call | None:
    """The call that has a node as its argument."""
    argument = file.parent(node)
    outer = file.parent(argument) if isinstance(argument, cst.Arg) and not argument.star else None
    return outer if isinstance(outer, cst.Call) else None


def _is_read_once(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether what takes an iterator would take a list as well."""
    parent = file.parent(node)
    if isinstance(parent, cst.For | cst.CompFor):
        return parent.iter is node and parent.asynchronous is None
    if isinstance(parent, cst.From | cst.StarredElement):
        return True
    outer = _outer_call(file, node)
    return outer is not None and file.resolve(outer.func) in _READERS
