"""Results that a queue brings from several workers: they come as they are finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.held import RETURNED
from lint_rules.analysis.tree.names import bindings, later_uses, spelled
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import attribute_values
from lint_rules.knowledge import completion

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.order import OrderFlow
    from lint_rules.analysis.tree.source import SourceFile


class Queues:
    """Judges the queues of one file."""

    def __init__(self, file: SourceFile, flow: OrderFlow) -> None:
        self.file = file
        self.flow = flow

    def reason(self, call: cst.Call, receiver: cst.BaseExpression) -> str | None:
        """How the order in which `queue.get()` hands out results gets into a result, or None."""
        name = dotted_name(receiver)
        if name is None or not self._is_shared_queue(receiver, name):
            return None
        if isinstance(receiver, cst.Attribute):
            return RETURNED if isinstance(self.file.parent(call), cst.Return) else None
        comprehension = next((a for a in self.file.ancestors(call) if isinstance(a, cst.BaseComp)), None)
        if isinstance(comprehension, cst.ListComp | cst.GeneratorExp) and comprehension.elt is call:
            return self.flow.reason(comprehension)
        loop = next((a for a in self.file.ancestors(call) if isinstance(a, cst.For | cst.While)), None)
        appended = loop is not None and self._is_appended(call, loop)
        return "decides the order of a list" if appended else None

    def _is_shared_queue(self, queue: cst.CSTNode, name: str) -> bool:
        """Whether a local queue, or one that an object keeps, is given to several workers."""
        around: cst.CSTNode = self.file.function(queue)
        values: list[cst.CSTNode | None] = [value for _, value in bindings(self.file, around, name)]
        owner = self.file.enclosing(queue, cst.ClassDef)
        if isinstance(queue, cst.Attribute) and owner is not None:
            around, values = owner, [*attribute_values(self.file, queue)]
        if len(values) != 1 or not isinstance(values[0], cst.Call) or not self._makes_queue(values[0]):
            return False
        uses = spelled(self.file, around, name)
        if isinstance(queue, cst.Attribute) and any(self._is_filled_by(use) for use in uses):
            return False  # tasks, which the object hands to the workers
        for use in uses:
            workers = [a for a in self.file.ancestors(use) if isinstance(a, cst.Call) and self._is_worker(a)]
            if any(is_repeated(self.file, worker) for worker in workers):
                return True
        return False

    def _is_filled_by(self, use: cst.CSTNode) -> bool:
        method = self.file.parent(use)
        return isinstance(method, cst.Attribute) and method.attr.value in ("put", "put_nowait")

    def _makes_queue(self, call: cst.Call) -> bool:
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        return self.file.resolve(call.func) in completion.QUEUES or method in completion.QUEUE_NAMES

    def _is_worker(self, call: cst.Call) -> bool:
        name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        return isinstance(name, cst.Name) and name.value in completion.WORKERS

    def _is_appended(self, call: cst.Call, loop: cst.For | cst.While) -> bool:
        """`rows.append(queue.get())`, also through a name, where nothing sorts the list later."""
        assign = self.file.parent(call)
        items: list[cst.CSTNode] = [call]
        if isinstance(assign, cst.Assign) and isinstance(target := assign.targets[0].target, cst.Name):
            items = [u for u in later_uses(self.file, assign, target.value) if self.file.holds(loop, u)]
        for item in items:
            arg = self.file.parent(item)
            adding = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
            method = adding.func if isinstance(adding, cst.Call) else None
            if isinstance(method, cst.Attribute) and method.attr.value in ("append", "extend"):
                name = dotted_name(method.value)
                if name is not None and not self.flow.loops.is_sorted_later(name, loop):
                    return True
        return False


def is_repeated(file: SourceFile, call: cst.Call) -> bool:
    """Whether a call stands in a loop."""
    return any(isinstance(a, cst.For | cst.While | cst.BaseComp) for a in file.ancestors(call))
