"""Whether a list that was filled in no fixed order is sorted later, or read only where that is forgotten."""

from __future__ import annotations

import re
from bisect import bisect_right
from math import inf
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.collected import Collected
from lint_rules.analysis.ordering.exclusion import LEFT_OUT
from lint_rules.analysis.ordering.held import FIRST
from lint_rules.analysis.ordering.positions import is_part
from lint_rules.analysis.ordering.resorting import (
    in_sparse_matrix,
    is_sorted_at_once,
    keeps_equals,
    sorts,
    sorts_for_good,
)
from lint_rules.analysis.ordering.searched_inside import is_only_searched_inside
from lint_rules.analysis.ordering.tables import makes_table
from lint_rules.analysis.tree.names import bindings, has_one_item, is_store, spelled
from lint_rules.analysis.tree.nodes import dotted_name, only_index, stored_names
from lint_rules.analysis.tree.remembering import remembered
from lint_rules.knowledge.consumers import (
    COLLECTING_LIBRARIES,
    DICT_CARRIERS,
    MAPPING_METHODS,
    ORDER_FREE,
    ORDER_KEEPING_METHODS,
    PROGRESS_BARS,
    SEARCHING_METHODS,
    SHOWING_LIBRARIES,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.ordering.held import Follow
    from lint_rules.analysis.tree.messages import Messages
    from lint_rules.analysis.tree.source import SourceFile


@remembered
def plain_uses(file: SourceFile, within: cst.CSTNode, name: str) -> list[cst.CSTNode]:
    """Where a dotted name is read, but for the calls that add more to it, in the order of the source."""
    uses = spelled(file, within, name)
    return [use for use in uses if not is_store(file, use) and not _adds_more(file, use)]


def _adds_more(file: SourceFile, use: cst.CSTNode) -> bool:
    parent = file.parent(use)
    return isinstance(parent, cst.Attribute) and parent.attr.value in ORDER_KEEPING_METHODS


class SortedLater:
    """Looks at what comes after a statement.

    `follow` says how an order gets out of an expression, `through` how it gets out of a loop.
    """

    def __init__(
        self,
        file: SourceFile,
        messages: Messages,
        follow: Follow,
        through: Callable[[cst.For], str | None],
    ) -> None:
        self.file = file
        self.messages = messages
        self.follow = follow
        self.through = through
        self.collected = Collected(file, self.forgets)

    def __call__(self, name: str, after: cst.CSTNode, rounded: bool = False) -> bool:
        """Whether a list is sorted after a statement, or read only where its order is forgotten.

        With `rounded`, also where it only decides how a sum or a mean is rounded.
        """
        after = self._made_outside(name, after)
        plain = self._read_after(name, after)
        sorting = [use for use in plain if sorts_for_good(self.file, use)]
        if sorting:
            branch = all(self._is_in_branch(use, after) for use in sorting)
            return not (branch and any(self._is_shuffled(use) for use in plain))
        if not plain and "." in name:
            return self._is_read_elsewhere(name, after) and self._is_forgotten_elsewhere(name, after)
        if not plain:
            return is_only_searched_inside(self.file, name, after)
        free = all(
            self.forgets(use, rounded) or self._is_paired(use, after) or self._is_taken_by_place(use, after)
            for use in plain
        )
        return free and ("." not in name or self._is_forgotten_elsewhere(name, after))

    def gives_first(self, name: str, after: cst.CSTNode) -> bool:
        """Whether a list is read only to take the first that passes a test: mostly there is one."""
        uses = self._read_after(name, after) if "." not in name else []
        found = [self.follow(use) for use in uses if not self.forgets(use)]
        return bool(found) and all(reason == FIRST for reason in found)

    def _read_after(self, name: str, after: cst.CSTNode) -> list[cst.CSTNode]:
        end, last = self.file.end(after), self._bound_anew(name, after)
        plain = plain_uses(self.file, self.file.function(after), name)
        first = bisect_right(plain, end, key=self.file.order)
        return plain[first : bisect_right(plain, last, key=self.file.order)]

    def _made_outside(self, name: str, after: cst.CSTNode) -> cst.CSTNode:
        """Of a list of the function around, the function inside that fills it: it is read beside that."""
        inner = self.file.function(after)
        outer = self.file.function(inner)
        filled = isinstance(inner, cst.FunctionDef) and isinstance(outer, cst.FunctionDef) and "." not in name
        if not filled or bindings(self.file, inner, name) or not bindings(self.file, outer, name):
            return after
        return inner

    def _is_in_branch(self, use: cst.CSTNode, after: cst.CSTNode) -> bool:
        around = (a for a in self.file.ancestors(use) if isinstance(a, cst.If | cst.Else))
        return any(not self.file.holds(one, after) for one in around)

    def _is_shuffled(self, use: cst.CSTNode) -> bool:
        """`random.shuffle(pairs)`: what one branch sorts, another draws from."""
        arg = self.file.parent(use)
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        return isinstance(call, cst.Call) and (dotted_name(call.func) or "").rpartition(".")[2] == "shuffle"

    def _is_read_elsewhere(self, name: str, after: cst.CSTNode) -> bool:
        owner = self.file.enclosing(after, cst.ClassDef)
        return owner is not None and bool(plain_uses(self.file, owner, name))

    def _is_forgotten_elsewhere(self, name: str, after: cst.CSTNode) -> bool:
        """Whether the other methods of the class forget the order of an attribute, too."""
        owner, here = self.file.enclosing(after, cst.ClassDef), self.file.function(after)
        if owner is None:
            return True
        last = name.rpartition(".")[2]
        if len(re.findall(rf"\.{last}\b", self.file.text)) != len(self.file.names(self.file.module, last)):
            return False  # not all were parsed
        uses = [use for use in plain_uses(self.file, owner, name) if not self.file.holds(here, use)]
        return any(sorts_for_good(self.file, use) for use in uses) or all(self.forgets(use) for use in uses)

    def _is_paired(self, use: cst.CSTNode, after: cst.CSTNode) -> bool:
        """`for a, b in zip(xs, ys)` of lists that the same loop has filled: its items again, one by one."""
        arg = self.file.parent(use)
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        loop = self.file.parent(call) if isinstance(call, cst.Call) else None
        if not isinstance(call, cst.Call) or self.file.resolve(call.func) != "builtins.zip":
            return False
        if not isinstance(loop, cst.For) or loop.iter is not call:
            return False
        names = [dotted_name(one.value) for one in call.args if one.keyword is None]
        filled = all(name is not None and self._is_filled(name, after) for name in names)
        return filled and self.through(loop) is None

    def _is_taken_by_place(self, use: cst.CSTNode, after: cst.CSTNode) -> bool:
        """`for i in range(len(xs)): move(xs[i], ys[i])` of such lists: the same."""
        place = self.file.parent(use)
        number = only_index(place) if isinstance(place, cst.Subscript) and place.value is use else None
        loop = self.file.enclosing(use, cst.For)
        if not isinstance(number, cst.Name) or loop is None or number.value not in stored_names(loop.target):
            return False
        counted = [part for part in self.file.below(loop.iter) if isinstance(part, cst.Name)]
        if not any(self._is_filled(part.value, after) for part in counted):
            return False
        for other in self.file.names(loop.body, number.value):
            taken = self.file.enclosing(other, cst.Subscript)
            name = dotted_name(taken.value) if taken is not None and only_index(taken) is other else None
            if name is None or not self._is_filled(name, after):
                return False
        return self.through(loop) is None

    def _is_filled(self, name: str, loop: cst.CSTNode) -> bool:
        appended = (self.file.parent(use) for use in spelled(self.file, loop, name))
        return any(isinstance(part, cst.Attribute) and part.attr.value == "append" for part in appended)

    def _bound_anew(self, name: str, after: cst.CSTNode) -> float:
        """Where the statement ends that certainly gives a name another value: uses after it do not count."""
        end = self.file.end(after)
        bound = bindings(self.file, self.file.function(after), name)
        for node, _ in bound[bisect_right(bound, end, key=lambda found: self.file.order(found[0])) :]:
            target = self.file.parent(node)
            assign = self.file.parent(target) if isinstance(target, cst.AssignTarget) else None
            block = self.file.enclosing(node, cst.IndentedBlock)
            holds = block is None or self.file.holds(block, after)
            if isinstance(assign, cst.Assign) and holds:
                return self.file.end(assign)
        return inf

    def _is_returned(self, use: cst.CSTNode) -> bool:
        """`return names`, `return names, sizes`"""
        parent = self.file.parent(use)
        if isinstance(parent, cst.Element) and isinstance(around := self.file.parent(parent), cst.Tuple):
            parent = self.file.parent(around)
        return isinstance(parent, cst.Return)

    def forgets(self, use: cst.CSTNode, rounded: bool = False) -> bool:
        """Whether the order of a list comes to nothing where it is used."""
        parent = self.file.parent(use)
        if self.messages.takes(use) or sorts(self.file, use) or has_one_item(self.file, use):
            return True
        if isinstance(parent, cst.For | cst.CompFor) and parent.iter is use:
            return self.follow(use) is None
        if isinstance(parent, cst.BinaryOperation):  # `set(these + those)`
            return self.follow(use) is None
        if self._is_returned(use):  # who calls the function may sort
            return self.follow(use) is None
        if in_sparse_matrix(self.file, use):
            return True
        if isinstance(parent, cst.If | cst.While | cst.UnaryOperation | cst.ComparisonTarget):
            return True
        if isinstance(parent, cst.IfExp) and parent.test is use:
            return True
        if isinstance(parent, cst.Attribute) and parent.attr.value == "index":
            return self.follow(use) is None
        keyword = parent.keyword if isinstance(parent, cst.Arg) else None
        if keyword is not None and LEFT_OUT.fullmatch(keyword.value):  # `choices=names`
            return True
        if isinstance(parent, cst.Assign):
            return self.collected.is_free_by_name(parent, rounded)
        if isinstance(parent, cst.Subscript) and parent.value is use and is_part(parent):
            return self._is_only_shown(parent)
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(call, cst.Call):
            return False
        last = (dotted_name(call.func) or "").rpartition(".")[2]
        if last.lower() in PROGRESS_BARS:
            return self.forgets(call, rounded)
        if last in MAPPING_METHODS and parent is not call.args[0]:
            return self.follow(call) is None
        name = self.file.resolve(call.func)
        if name.startswith(SHOWING_LIBRARIES):
            return True
        if name.startswith(COLLECTING_LIBRARIES) and is_sorted_at_once(self.file, call):
            return True
        if keeps_equals(self.file, call):
            return self.follow(use) is None
        if name in ORDER_FREE | DICT_CARRIERS:
            return True
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in SEARCHING_METHODS:
            return True
        if isinstance(call.func, cst.Name) and makes_table(self.file, call) and self.follow(use) is None:
            return True
        return self.collected.are_taken(use, call, rounded)

    def _is_only_shown(self, part: cst.Subscript) -> bool:
        """`for error in errors[:10]: print(error)`"""
        loop = self.file.parent(part)
        if not isinstance(loop, cst.For) or loop.iter is not part:
            return False
        done = loop.body.body
        lines = [line.body for line in done if isinstance(line, cst.SimpleStatementLine)]
        calls = [one.value for line in lines for one in line if isinstance(one, cst.Expr)]
        shown = [c for c in calls if isinstance(c, cst.Call) and self.messages.says(c)]
        return len(shown) == len(done)
