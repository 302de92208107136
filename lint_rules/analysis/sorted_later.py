"""Whether a list that was filled in no fixed order is sorted later, or read only where that is forgotten."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.names import bindings, is_store
from lint_rules.analysis.nodes import dotted_name
from lint_rules.knowledge.consumers import DICT_CARRIERS, ORDER_FREE, ORDER_KEEPING_METHODS, PROGRESS_BARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.messages import Messages
    from lint_rules.analysis.source import SourceFile


class SortedLater:
    """Looks at what comes after a statement. `follow_loop` says how an order gets out of a loop."""

    def __init__(
        self, file: SourceFile, messages: Messages, follow_loop: Callable[[cst.For], str | None]
    ) -> None:
        self.file = file
        self.messages = messages
        self.follow_loop = follow_loop

    def __call__(self, name: str, after: cst.CSTNode) -> bool:
        """Whether a list is sorted after a statement, or read only where its order is forgotten."""
        end, last = self.file.end(after), self._bound_anew(name, after)
        uses = [
            n
            for n in self.file.below(self.file.function(after))
            if dotted_name(n) == name and end < self.file.order(n) <= last
        ]
        plain = [use for use in uses if not is_store(self.file, use) and not self._adds_more(use)]
        if any(self._sorts(use) for use in plain):
            return True
        return bool(plain) and all(self._forgets(use) for use in plain)

    def _bound_anew(self, name: str, after: cst.CSTNode) -> float:
        """Where the statement ends that certainly gives a name another value: uses after it do not count."""
        end = self.file.end(after)
        for node, _ in bindings(self.file, self.file.function(after), name):
            target = self.file.parent(node)
            assign = self.file.parent(target) if isinstance(target, cst.AssignTarget) else None
            block = self.file.enclosing(node, cst.IndentedBlock)
            holds = block is None or self.file.holds(block, after)
            if isinstance(assign, cst.Assign) and self.file.order(node) > end and holds:
                return self.file.end(assign)
        return inf

    def _sorts(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        if isinstance(parent, cst.Attribute):
            return parent.attr.value == "sort"
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        return isinstance(call, cst.Call) and self.file.resolve(call.func) == "builtins.sorted"

    def _adds_more(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        return isinstance(parent, cst.Attribute) and parent.attr.value in ORDER_KEEPING_METHODS

    def _forgets(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        if self.messages.takes(use):
            return True
        if isinstance(parent, cst.For) and parent.iter is use:
            return self.follow_loop(parent) is None
        if isinstance(parent, cst.If | cst.While | cst.UnaryOperation | cst.ComparisonTarget):
            return True
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(call, cst.Call):
            return False
        if (dotted_name(call.func) or "").rpartition(".")[2].lower() in PROGRESS_BARS:
            return self._forgets(call)
        return self.file.resolve(call.func) in ORDER_FREE | DICT_CARRIERS
