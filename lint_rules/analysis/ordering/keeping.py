"""Functions of the file that a loop gives its items, one after the other, and that keep them in a list."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import mentions
from lint_rules.analysis.ordering.exclusion import is_left_out
from lint_rules.analysis.ordering.resorting import sorts
from lint_rules.analysis.tree.names import bindings, spelled
from lint_rules.analysis.tree.nodes import dotted_name, stored_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.messages import Messages
    from lint_rules.analysis.tree.source import SourceFile

_KEEPS = frozenset({"append", "appendleft", "extend"})
_DEPTH = 4
_ROUNDS = 3


class Keeping:
    """Looks into the functions of one file that were parsed."""

    def __init__(self, file: SourceFile, messages: Messages) -> None:
        self.file = file
        self.messages = messages

    def lists(self, call: cst.Call, items: set[str], depth: int = _DEPTH) -> Iterator[str]:
        """Lists that outlive a call, by their name where it stands: to their end it puts something of items.

        `self.rows` of a method of the same object, a list of the module, one that is given.
        """
        function = self._called(call)
        if function is None or depth == 0 or self.file.holds(function, call):
            return
        given = self._given(call, function)
        taken = {name for name, value in given.items() if mentions(self.file, value, items)}
        if not taken:
            return
        taken = self._derived(function, taken)
        for inner in self.file.of_kind(cst.Call, function.body):
            if self._puts(inner, taken):
                names = [dotted_name(inner.func.value)] if isinstance(inner.func, cst.Attribute) else []
            else:
                names = list(self.lists(inner, taken, depth - 1))
            for name in names:
                outside = self._outside(name or "", function, given)
                if outside and not self._is_sorted(name or "", function):
                    yield outside

    def _called(self, call: cst.Call) -> cst.FunctionDef | None:
        name = self.file.resolve(call.func)
        if not name.startswith("."):
            return None
        found = self._functions.get(name[1:], [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _functions(self) -> dict[str, list[cst.FunctionDef]]:
        """The functions that were parsed, by their full names."""
        found: dict[str, list[cst.FunctionDef]] = defaultdict(list)
        for node in self.file.of_kind(cst.FunctionDef, self.file.module):
            found[self.file.scope_of(node).qualname].append(node)
        return found

    def _given(self, call: cst.Call, function: cst.FunctionDef) -> dict[str, cst.BaseExpression]:
        """What a call gives to each parameter."""
        names = [p.name.value for p in (*function.params.posonly_params, *function.params.params)]
        if isinstance(self.file.definition(function), cst.ClassDef):
            names = names[1:]
        plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
        by_name = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
        return dict(zip(names, plain, strict=False)) | by_name

    def _derived(self, function: cst.FunctionDef, names: set[str]) -> set[str]:
        """The names of a function that hold what comes from some of its parameters."""
        names = set(names)
        for _ in range(_ROUNDS):
            for node in self.file.of_kind(cst.Assign, function.body):
                if mentions(self.file, node.value, names):
                    names.update(name for t in node.targets for name in stored_names(t.target))
            for loop in self.file.of_kind(cst.For, function.body):
                if mentions(self.file, loop.iter, names):
                    names.update(stored_names(loop.target))
            for item in self.file.of_kind(cst.WithItem, function.body):
                if item.asname is not None and mentions(self.file, item.item, names):
                    names.update(stored_names(item.asname.name))
        return names

    def _puts(self, call: cst.Call, items: set[str]) -> bool:
        method = call.func
        if not isinstance(method, cst.Attribute) or method.attr.value not in _KEEPS or is_left_out(method):
            return False
        if self.file.enclosing(call, cst.ExceptHandler) is not None or self.messages.takes(call):
            return False
        given = any(mentions(self.file, arg.value, items) for arg in call.args)
        return given and not self.messages.is_complaint(call)

    def _outside(self, name: str, function: cst.FunctionDef, given: dict[str, cst.BaseExpression]) -> str:
        """What a list of a function is called where the function is called; "" where it ends with it."""
        if name.startswith("self."):
            return name if name.count(".") == 1 else ""
        if "." in name:
            return ""
        if name in given:
            return dotted_name(given[name]) or ""
        return "" if bindings(self.file, function, name) else name  # of the module

    def _is_sorted(self, name: str, function: cst.FunctionDef) -> bool:
        """Whether the class, or the function, sorts a list of that name."""
        owner = self.file.enclosing(function, cst.ClassDef) if "." in name else None
        return any(sorts(self.file, use) for use in spelled(self.file, owner or function, name))
