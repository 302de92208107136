"""Places where the items of a set are taken one after the other, and their order gets into a result.

The base of the rules that report them; they differ in what the sets hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import libcst as cst

from lint_rules.analysis.ordering.content import Content
from lint_rules.analysis.ordering.drawing import makes_modules
from lint_rules.analysis.ordering.held import HANDED, OF_EQUALS, PARTLY, POSITION, TAKEN, is_vague
from lint_rules.analysis.ordering.integers import becomes_integers
from lint_rules.analysis.ordering.iterated_content import IteratedContent
from lint_rules.analysis.ordering.keys import may_be_shared, measures, takes_later_part
from lint_rules.analysis.ordering.kinds import Kind
from lint_rules.analysis.ordering.numeric_use import are_used_as_integers
from lint_rules.analysis.ordering.order import OrderFlow
from lint_rules.analysis.ordering.places import confidence_at
from lint_rules.analysis.ordering.set_sorting import set_sorting_change
from lint_rules.analysis.ordering.sets import Sets
from lint_rules.analysis.ordering.worklists import takes_from_worklist
from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import bindings, has_one_item
from lint_rules.knowledge.consumers import (
    CARRIERS,
    DICT_MAKERS,
    MAPPING_METHODS,
    ORDER_BOUND,
    PAIRING,
    TAKING_METHODS,
)
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.model import Confidence
    from lint_rules.rule import Change

# Functions that make arrays or tables of what they are given, draw from it or save it.
_KEEPS = re.compile(
    r"^(np|numpy|torch|tf|tensorflow|jnp|pd|pandas|pl|polars|xr|pa|random)\.|"
    r"(pickle|joblib|dill)\.dumps?$|"
    r"(^|\.)(choice|choices|sample|shuffle|permutation|DataFrame|Series|array|tensor|Index|MultiIndex|Categorical|ClassLabel)$"
)
# What is numbered, looked up by its place, or counted to find the most frequent, hardly is a number itself,
# and what a function calls itself with to visit it is an object.
_OF_TEXT = (
    *("gives each item a number", POSITION, "decides which item gets which number"),
    "decides the order of a visit",
)


class SetIterationRule(SourceRule):
    """Reports the sets of one kind where their order reaches a result."""

    iterated_sets = True
    follows_calls = True
    kind: ClassVar[Kind]
    because: ClassVar[str]

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.sets = Sets(file)
        self.flow = OrderFlow(file)
        self.held = IteratedContent(file, self.sets.identity)

    # Places where the items of an expression are taken one after the other.

    def visit_for(self, node: cst.For) -> Iterator[Problem]:
        yield from self._iterated(node.iter)

    def visit_comp_for(self, node: cst.CompFor) -> Iterator[Problem]:
        comprehension = self.file.parent(node)
        if (
            isinstance(comprehension, cst.DictComp)
            and not self.flow.loops.draws_in(comprehension)
            and not makes_modules(self.file, comprehension)
        ):
            return  # reported where the dict is iterated
        yield from self._iterated(node.iter)

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        call = self.file.parent(node)
        if isinstance(call, cst.Call) and (node.star or self._takes_items(call, node)):
            yield from self._iterated(node.value)
        elif isinstance(call, cst.Call) and node is call.args[0]:
            said = self._settled_by_order(call)
            if said is not None:
                yield from self._taken(node.value, said)

    def _taken(self, node: cst.BaseExpression, said: str) -> Iterator[Problem]:
        if self._is_set(node) and not has_one_item(self.file, node):
            sure: Confidence = "low" if said == PARTLY else "medium"
            yield from self._problem(node, node, f"the order of this set decides {said}", sure)

    def _settled_by_order(self, call: cst.Call) -> str | None:
        """What the order of the items decides where different ones may have the same `key`."""
        key, name = argument(call, "key"), self.file.resolve(call.func)
        if key is None or self.flow.messages.takes(call):
            return None
        if name == "builtins.sorted":
            if self.flow.reason(call) is None:
                return None
            partly = PARTLY if takes_later_part(self.file, key) else None
            return "which of equals comes first" if measures(self.file, key) else partly
        if name not in ("builtins.max", "builtins.min") or not may_be_shared(self.file, key):
            return None
        around = self.file.parent(self.file.parent(call) or call)
        measured = isinstance(around, cst.Call) and self.file.resolve(around.func) == "builtins.len"
        return None if measured else TAKEN

    def _takes_items(self, call: cst.Call, arg: cst.Arg) -> bool:
        """Whether a call goes through its argument; a set that is only handed over stays a set."""
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in TAKING_METHODS:
            return True
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in MAPPING_METHODS:
            return call.args[0] is not arg
        name = self.file.resolve(call.func)
        return name in CARRIERS or name in ORDER_BOUND

    def visit_starred_element(self, node: cst.StarredElement) -> Iterator[Problem]:
        yield from self._iterated(node.value)

    def visit_from(self, node: cst.From) -> Iterator[Problem]:
        yield from self._iterated(node.item)

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        if any(isinstance(t.target, cst.Tuple | cst.List) for t in node.targets):
            yield from self._iterated(node.value)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        """`s.pop()`"""
        method = node.func
        if not isinstance(method, cst.Attribute) or method.attr.value != "pop" or node.args:
            return
        if self.flow.messages.takes(node) or takes_from_worklist(self.file, self.flow.loops, node):
            return
        if self._is_set(method.value) and not has_one_item(self.file, method.value):
            # Outside of loops the one that is there, mostly.
            repeated = any(isinstance(a, cst.While | cst.For) for a in self.file.ancestors(node))
            sure: Confidence = "high" if repeated else "low"
            yield from self._problem(node, method.value, "the set decides which item `pop()` takes", sure)

    def _iterated(self, node: cst.BaseExpression) -> Iterator[Problem]:
        kind = self._held(node)
        if kind is None or (self.kind is Kind.SET and becomes_integers(self.file, node)):
            return
        what, source = kind
        reason = self.flow.reason(node)
        if reason is None or (self.kind is Kind.SET and are_used_as_integers(self.file, node)):
            return
        if not has_one_item(self.file, source):
            sure = "low" if self._is_paired_later(node, reason) else self._confidence(reason)
            yield from self._problem(node, source, f"the order of {what} {reason}", sure, self._change(node))

    def _problem(
        self,
        node: cst.CSTNode,
        source: cst.CSTNode,
        said: str,
        confidence: Confidence,
        change: Change | None = None,
    ) -> Iterator[Problem]:
        """Says less surely what only names suggest, and nothing of numbers."""
        content = self.held.of(node, source) if self.kind is Kind.SET else Content.SALTED
        if content is Content.NUMBERS:
            return
        if content is Content.UNKNOWN and self.held.are_called_by_id(source):
            content = Content.LIKE_NUMBERS
        if content is Content.LIKE_NUMBERS or (content is Content.UNKNOWN and not said.endswith(_OF_TEXT)):
            confidence = "low"
        elif content is not Content.SALTED and confidence == "high":
            confidence = "medium"
        sure = confidence_at(self.file, node, confidence)
        yield Problem(node, f"{said}, and {self.because}", sure, change)

    def _is_paired_later(self, node: cst.BaseExpression, reason: str) -> bool:
        """Whether a list of the items has a name, and is paired under it: mostly with what is made of it."""
        call = self.file.parent(self.file.parent(node) or node)
        direct = isinstance(call, cst.Call) and self.file.resolve(call.func) in PAIRING
        return reason == ORDER_BOUND["builtins.zip"] and not direct

    def _change(self, node: cst.BaseExpression) -> Change | None:
        return set_sorting_change(self.file, node) if self.kind is Kind.SET else None

    def _confidence(self, reason: str) -> Confidence:
        """A function that cannot be seen mostly looks things up in what it is given."""
        if reason.endswith(OF_EQUALS):
            return "medium"
        if not is_vague(reason):
            return "high"
        name = reason.partition("`")[2].rstrip("`")
        return "medium" if reason.startswith(HANDED) and _KEEPS.search(name) else "low"

    def _held(self, node: cst.BaseExpression) -> tuple[str, cst.CSTNode] | None:
        """What is iterated, where its order is a set's: the set itself, or a dict made from one."""
        if self._is_set(node):
            return "this set", node
        view = node
        method = node.func if isinstance(node, cst.Call) and not node.args else None
        if isinstance(method, cst.Attribute) and method.attr.value in ("items", "keys", "values"):
            view = method.value
        made = self._mapping_source(view)
        return ("this dict, made from a set,", made) if made is not None else None

    def _mapping_source(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The set behind a name that holds `{x: ... for x in s}` or `dict.fromkeys(s)`."""
        if isinstance(node, cst.Name):
            found = bindings(self.file, self.file.function(node), node.value)
            node = found[0][1] if len(found) == 1 and found[0][1] is not None else node
        if isinstance(node, cst.DictComp):
            return node.for_in.iter if self._is_set(node.for_in.iter) else None
        if not isinstance(node, cst.Call) or not node.args or not self._is_set(node.args[0].value):
            return None
        made = self.file.resolve(node.func)
        return node.args[0].value if made in DICT_MAKERS else None

    def _is_set(self, node: cst.CSTNode) -> bool:
        return self.sets.kind(node) is self.kind
