"""Settings of a library that a program switches: `torch.backends.cudnn.benchmark = True`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import UNSEEN, argument, constant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_OPTION = re.compile(r"determin|reproduc|benchmark|tf32|precision|cudnn|seed|fast|perf|speed", re.IGNORECASE)


@dataclass(frozen=True)
class Switch:
    """A setting, and the literal that it is given."""

    name: str  # dotted, from the top of its package
    value: object
    node: cst.BaseExpression  # the value as it is written
    target: cst.CSTNode


class Switches:
    """Finds the settings that one file switches."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def assigned(self, node: cst.Assign) -> Iterator[Switch]:
        """What an assignment gives a constant, also through `a.x = a.y = True`."""
        value = constant(node.value)
        if value is UNSEEN:
            return
        for target in (t.target for t in node.targets):
            if isinstance(target, cst.Attribute):
                yield Switch(self.file.resolve(target), value, node.value, target)

    def set_by_name(self, call: cst.Call) -> Iterator[Switch]:
        """`setattr(torch.backends.cudnn, "benchmark", True)`"""
        if self.file.resolve(call.func) != "builtins.setattr" or len(call.args) != 3:
            return
        owner, name, value = (arg.value for arg in call.args)
        setting = constant(name)
        if isinstance(setting, str) and constant(value) is not UNSEEN:
            yield Switch(f"{self.file.resolve(owner)}.{setting}", constant(value), value, call)

    def given(self, call: cst.Call, parameter: str, index: int | None = None) -> Iterator[Switch]:
        """The literal that a call gives for a parameter."""
        value = argument(call, parameter, index)
        if value is not None and constant(value) is not UNSEEN:
            yield Switch(self.file.resolve(call.func), constant(value), value, call)

    def is_taken_back(self, switch: Switch) -> bool:
        """Whether a later statement, of the same block or one around it, gives another value."""
        for node in self.file.below(self.file.function(switch.target)):
            if not isinstance(node, cst.Assign) or self.file.order(node) < self.file.order(switch.target):
                continue
            block = self.file.enclosing(node, cst.IndentedBlock)
            if block is not None and not self.file.holds(block, switch.target):
                continue
            if any(s.name == switch.name and s.value != switch.value for s in self.assigned(node)):
                return True
        return False

    def is_optional(self, node: cst.CSTNode) -> bool:
        """Whether an `if` around a statement, or that leaves before it, asks for a choice of the user's."""
        tests = [a.test for a in self.file.ancestors(node) if isinstance(a, cst.If)]
        return any(map(self._asks_for_choice, [*tests, *self._left_before(node)]))

    def _left_before(self, node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
        """`if not args.fast: return`"""
        function = self.file.function(node)
        blocks = [a for a in self.file.ancestors(node) if isinstance(a, cst.IndentedBlock)]
        for block in blocks if isinstance(function, cst.FunctionDef) else ():
            for statement in block.body if self.file.holds(function, block) else ():
                if self.file.order(statement) > self.file.order(node):
                    break
                if isinstance(statement, cst.If) and statement.orelse is None and _leaves(statement):
                    yield statement.test

    def _asks_for_choice(self, test: cst.CSTNode) -> bool:
        words = [n for n in self.file.below(test) if isinstance(n, cst.Name | cst.SimpleString)]
        return any(_OPTION.search(word.value) for word in words)


def _leaves(branch: cst.If) -> bool:
    last = branch.body.body[-1] if branch.body.body else None
    small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
    return isinstance(small, cst.Return)
