"""Whether a list that was filled in no fixed order is sorted later, or read only where that is forgotten."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.resorting import (
    in_sparse_matrix,
    is_sorted_at_once,
    keeps_equals,
    sorts,
    sorts_for_good,
)
from lint_rules.analysis.tree.names import bindings, is_store
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.consumers import (
    COLLECTING_LIBRARIES,
    DICT_CARRIERS,
    MAPPING_METHODS,
    ORDER_FREE,
    ORDER_KEEPING_METHODS,
    PROGRESS_BARS,
    SEARCHING_METHODS,
)

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.held import Follow
    from lint_rules.analysis.tree.messages import Messages
    from lint_rules.analysis.tree.source import SourceFile


class SortedLater:
    """Looks at what comes after a statement. `follow` says how an order gets out of an expression."""

    def __init__(self, file: SourceFile, messages: Messages, follow: Follow) -> None:
        self.file = file
        self.messages = messages
        self.follow = follow

    def __call__(self, name: str, after: cst.CSTNode) -> bool:
        """Whether a list is sorted after a statement, or read only where its order is forgotten."""
        end, last = self.file.end(after), self._bound_anew(name, after)
        uses = [
            n
            for n in self.file.below(self.file.function(after))
            if dotted_name(n) == name and end < self.file.order(n) <= last
        ]
        plain = [use for use in uses if not is_store(self.file, use) and not self._adds_more(use)]
        if any(sorts_for_good(self.file, use) for use in plain):
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

    def _adds_more(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        return isinstance(parent, cst.Attribute) and parent.attr.value in ORDER_KEEPING_METHODS

    def _forgets(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        if self.messages.takes(use) or sorts(self.file, use):
            return True
        if isinstance(parent, cst.For | cst.CompFor) and parent.iter is use:
            return self.follow(use) is None
        if in_sparse_matrix(self.file, use):
            return True
        if isinstance(parent, cst.If | cst.While | cst.UnaryOperation | cst.ComparisonTarget):
            return True
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(call, cst.Call):
            return False
        last = (dotted_name(call.func) or "").rpartition(".")[2]
        if last.lower() in PROGRESS_BARS:
            return self._forgets(call)
        if last in MAPPING_METHODS and parent is not call.args[0]:
            return self.follow(call) is None
        name = self.file.resolve(call.func)
        if name.startswith(COLLECTING_LIBRARIES) and is_sorted_at_once(self.file, call):
            return True
        if keeps_equals(self.file, call):
            return self.follow(use) is None
        is_method = isinstance(call.func, cst.Attribute)
        return name in ORDER_FREE | DICT_CARRIERS or (is_method and last in SEARCHING_METHODS)
