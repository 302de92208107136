"""Where the order of an iterable goes: is it forgotten, or does it reach a list, an index, a file, a sum?

`OrderFlow.reason` starts at an expression whose items come in no fixed order and looks at what surrounds it.
It returns how the order gets into a result, or None where it does not, or where that cannot be told.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.drawing import makes_modules
from lint_rules.analysis.ordering.exclusion import LEFT_OUT
from lint_rules.analysis.ordering.held import (
    FIRST,
    KEYS_RETURNED,
    MAPPING,
    OF_EQUALS,
    POSITION,
    RETURNED,
    SEARCHED,
    SEQUENCE,
    WRITTEN,
    is_doubtful,
    surest_of,
)
from lint_rules.analysis.ordering.keys import takes_measure
from lint_rules.analysis.ordering.loops import LoopBody
from lint_rules.analysis.ordering.order_calls import CallFlow
from lint_rules.analysis.ordering.pairing import (
    cut_into_parts,
    is_chosen_by_value,
    is_paired_with_loop,
    loop_over_places,
)
from lint_rules.analysis.ordering.positions import (
    asks_for_folder,
    is_arranged_later,
    is_first,
    is_one_of_several,
    is_part,
    sets_all_alike,
)
from lint_rules.analysis.ordering.reductions import is_reduced
from lint_rules.analysis.ordering.resorting import sorts, sorts_for_good
from lint_rules.analysis.ordering.tabled_lists import are_lists_forgotten
from lint_rules.analysis.ordering.worklists import takes_from_worklist
from lint_rules.analysis.tree.messages import Messages
from lint_rules.analysis.tree.names import has_one_item, is_store, later_uses, spelled, whole
from lint_rules.analysis.tree.nodes import dotted_name, stored_names
from lint_rules.knowledge.consumers import FILE_ACTIONS, ORDER_BOUND, TABLE_WRITERS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 8
# `json.dump`, `yaml.safe_dump`, `to_json_string`
_WRITERS = re.compile(r"(^|_)(dumps?|json|yaml|serialize)(_|$)")
_SCRIPT = re.compile(r"^if __name__ *== *['\"]__main__", re.MULTILINE)
_TEXT = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_MAPPING_VIEWS = frozenset({"items", "keys", "values", "copy"})
_CHOOSING = {"pop": "decides which item is popped", "index": POSITION}


class OrderFlow:
    """Follows order through one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.messages = Messages(file)
        self.loops = LoopBody(file, self.messages, self.reason)
        self._known: dict[tuple[int, str], tuple[int, str | None]] = {}
        self.calls = CallFlow(file, self.loops, self.messages, self.reason)

    def reason(self, node: cst.CSTNode, held: str = SEQUENCE, depth: int = _DEPTH) -> str | None:
        """How the order of the items of `node` reaches a result, or None."""
        if depth == 0:
            return None
        key = (id(node), held)
        sought, known = self._known.get(key, (0, None))
        if known is None and sought < depth:  # what was not found within fewer steps may be found now
            self._known[key] = depth, None  # for names that are made of each other
            known = self._reason(node, held, depth)
            self._known[key] = depth, known
        return known

    def _reason(self, node: cst.CSTNode, held: str, depth: int) -> str | None:
        parent = self.file.parent(node)
        if parent is None:
            return None
        if isinstance(parent, cst.Arg):
            return self.calls.reason(parent, node, held, depth)
        if isinstance(parent, cst.For) and parent.iter is node:
            return self.loops.reason(parent)
        if isinstance(parent, cst.CompFor) and parent.iter is node:
            return self._in_comprehension(parent, depth)
        if isinstance(parent, cst.Attribute):
            return self._as_receiver(parent, held, depth)
        if isinstance(
            parent, cst.BooleanOperation | cst.BinaryOperation | cst.IfExp | cst.NamedExpr | cst.Await
        ):
            return None if getattr(parent, "test", None) is node else self.reason(parent, held, depth - 1)
        if isinstance(parent, cst.StarredElement | cst.Element):
            return self._as_element(parent, held, depth)
        if isinstance(parent, cst.ListComp | cst.GeneratorExp) and parent.elt is node:
            return self.reason(parent, held, depth - 1)  # each item has an order of its own
        if isinstance(parent, cst.WithItem) and parent.asname is not None:
            return self._of_target(parent, parent.asname.name, held, depth)
        if held == MAPPING:
            return self._mapping_reason(node, parent, depth)
        return self._sequence_reason(node, parent, depth)

    def _mapping_reason(self, node: cst.CSTNode, parent: cst.CSTNode, depth: int) -> str | None:
        if isinstance(parent, cst.Assign | cst.AnnAssign):
            return self._of_names(parent, MAPPING, depth)
        return KEYS_RETURNED if isinstance(parent, cst.Return) else None

    def _sequence_reason(self, node: cst.CSTNode, parent: cst.CSTNode, depth: int) -> str | None:
        if isinstance(parent, cst.Assign | cst.AnnAssign):
            return self._of_names(parent, SEQUENCE, depth)
        if isinstance(parent, cst.AugAssign):
            return self._of_names(parent, SEQUENCE, depth)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            free = is_store(self.file, parent) or self.messages.takes(parent) or has_one_item(self.file, node)
            free = free or is_paired_with_loop(self.file, parent) or asks_for_folder(self.file, parent)
            free = free or is_chosen_by_value(self.file, parent)
            loop = loop_over_places(self.file, parent, self.messages.takes) or cut_into_parts(
                self.file, parent
            )
            if loop is not None and not free:
                return self._gone_through_by(loop, depth)
            return None if free else self._read_at(parent, depth)
        if isinstance(parent, cst.DictElement) and parent.value is node:
            return self._in_dictionary(self.file.parent(parent), depth)
        if isinstance(parent, cst.DictComp) and parent.value is node:
            return self._in_dictionary(parent, depth)
        if isinstance(parent, cst.Return):
            return self._returned(parent)
        if isinstance(parent, cst.Yield | cst.From):
            return "is yielded"
        if isinstance(parent, cst.Index):
            free = sets_all_alike(self.file, parent) or is_reduced(self.file, parent)
            free = free or is_arranged_later(self.file, parent)
            return None if free else "decides which item is chosen"
        return None

    def _read_at(self, subscript: cst.Subscript, depth: int) -> str:
        """`names[:9]` cuts; what becomes of that part may tell more of the items."""
        if is_first(subscript):
            return "is read by position" if is_one_of_several(self.file, subscript) else FIRST
        onward = self.reason(subscript, SEQUENCE, depth - 1) if is_part(subscript) else None
        return onward if onward == ORDER_BOUND["builtins.enumerate"] else "is read by position"

    def _is_own(self, function: cst.FunctionDef) -> bool:
        """Whether only this file calls a function, of a script also where it lies in a package."""
        if function.name.value.startswith("_") or not self.file.ask("is-part-of-library"):
            return True
        return _SCRIPT.search(self.file.text) is not None and not self.file.ask("is-imported")

    def _gone_through_by(self, loop: cst.For | cst.CompFor, depth: int) -> str | None:
        if isinstance(loop, cst.For):
            return self.loops.reason(loop)
        return self._in_comprehension(loop, depth)

    def _returned(self, statement: cst.Return, part: int | None = None) -> str | None:
        """Of a function that is only called in this file, and where nobody minds the order, nothing.

        So is a private one, and any of a program that nobody imports. `part` is the place in a tuple.
        """
        function = self.file.function(statement)
        if isinstance(function, cst.FunctionDef) and function.name.value == "__dir__":
            return None  # `dir()` sorts
        if isinstance(function, cst.FunctionDef) and self._is_left_over(function.name.value):
            return None
        if not isinstance(function, cst.FunctionDef):
            return RETURNED
        if not self._is_own(function):
            return None if self._is_sorted_by_callers(function) else RETURNED
        name = f".{self.file.scope_of(function).qualname}"
        names = self.file.names(self.file.module, function.name.value)
        named = (self.file.parent(whole(self.file, use)) for use in names)
        calls = [use for use in named if isinstance(use, cst.Call) and self.file.resolve(use.func) == name]
        scopes = [self.file.facts.module, *self.file.facts.scopes]
        known = sum(call.target == name for scope in scopes for call in scope.calls)
        if len(calls) != known:  # not all were parsed, or it is named without being called
            return RETURNED
        if not calls:
            return None if self._is_sorted_by_callers(function) else RETURNED
        free = all(self._of_part(call, part) is None for call in calls)
        return None if free else RETURNED

    def _of_part(self, call: cst.Call, part: int | None) -> str | None:
        """What becomes of the first in `names, sizes = listed(folder)`."""
        assign = self.file.parent(call)
        target = assign.targets[0].target if isinstance(assign, cst.Assign) else None
        if part is None or not isinstance(assign, cst.Assign) or not isinstance(target, cst.Tuple):
            return self.reason(call)
        element = target.elements[part] if part < len(target.elements) else None
        if element is None or any(isinstance(one, cst.StarredElement) for one in target.elements):
            return self.reason(call)
        return self._of_target(assign, element.value, SEQUENCE, _DEPTH)

    def _is_sorted_by_callers(self, function: cst.FunctionDef) -> bool:
        """Whether all who call it from other files sort what they get."""
        return bool(self.file.ask("is-sorted-by-callers", self.file.number_of(function)))

    def _is_left_over(self, name: str) -> bool:
        """Whether nobody calls a private method: another file hardly can."""
        return name.startswith("__") and not name.endswith("__") and self._private_names[name] == 1

    @cached_property
    def _private_names(self) -> Counter[str]:
        """How often names that begin with two underscores stand in the code."""
        found = re.finditer(r"\b__\w+", self.file.text)
        return Counter(name[0] for name in found if not self._is_in_comment(name.start()))

    def _is_in_comment(self, place: int) -> bool:
        line = self.file.text.rfind("\n", 0, place) + 1
        return "#" in _TEXT.sub("", self.file.text[line:place])

    def _as_receiver(self, attribute: cst.Attribute, held: str, depth: int) -> str | None:
        call = self.file.parent(attribute)
        method = attribute.attr.value
        if not isinstance(call, cst.Call) or call.func is not attribute:
            return None
        if held == MAPPING:
            return self._of_table(call, method, depth)
        if method == "copy" or (method == "get" and not call.args):  # of `pool.map_async(...)`
            return self.reason(call, held, depth - 1)
        if method == "pop" and takes_from_worklist(self.file, self.loops, call):
            return None
        if method == "index" and call.args and self._is_extreme(call.args[0].value):
            return None  # the place of the latest, say, is asked to find it
        if method == "pop" and call.args and isinstance(self.file.parent(call), cst.Expr):
            return None  # leaves an item out, as `remove` does
        if method == "pop" and has_one_item(self.file, attribute.value):
            return None
        if method in TABLE_WRITERS:
            return WRITTEN
        return _CHOOSING.get(method)

    def _of_table(self, call: cst.Call, method: str, depth: int) -> str | None:
        """`counts.items()`, `counts.most_common(3)`: of equal counts, the first that was counted."""
        if method == "most_common" and call.args:
            return None if self.messages.takes(call) or takes_measure(self.file, call) else OF_EQUALS
        if method == "most_common":
            return self.reason(call, SEQUENCE, depth - 1)
        return self.reason(call, SEQUENCE, depth - 1) if method in _MAPPING_VIEWS else None

    def _is_extreme(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Call) and self.file.resolve(node.func) in ("builtins.max", "builtins.min")

    # -- displays and comprehensions -----------------------------------------------------------------------

    def _as_element(self, element: cst.StarredElement | cst.Element, held: str, depth: int) -> str | None:
        display = self.file.parent(element)
        if display is None or isinstance(display, cst.Set):
            return None
        if isinstance(element, cst.StarredElement):
            return self.reason(display, SEQUENCE, depth - 1)
        holder = self.file.parent(display)
        if held == SEQUENCE and isinstance(display, cst.Tuple) and isinstance(holder, cst.Return):
            return self._returned(holder, display.elements.index(element))
        return None if held == MAPPING else self.reason(display, SEQUENCE, depth - 1)

    def _in_dictionary(self, display: cst.CSTNode | None, depth: int) -> str | None:
        """`return {"classes": list(classes)}`; of one with a name, what becomes of that."""
        holder = self.file.parent(display) if display is not None else None
        if isinstance(holder, cst.Assign) and isinstance(target := holder.targets[0].target, cst.Name):
            uses = later_uses(self.file, holder, target.value)
            reasons = [self._of_whole_dictionary(use) for use in uses]
            return next((reason for reason in reasons if reason is not None), None)
        if display is None or not isinstance(holder, cst.Return | cst.Yield | cst.Arg | cst.DictElement):
            return None
        return self.reason(display, SEQUENCE, depth - 1)

    def _of_whole_dictionary(self, use: cst.Name) -> str | None:
        parent = self.file.parent(use)
        if isinstance(parent, cst.Return):
            return self._returned(parent)
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(call, cst.Call) or call.args[0] is not parent:
            return None
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "append":
            return self.reason(use)  # a record, one of many
        last = (dotted_name(call.func) or "").rpartition(".")[2]
        return WRITTEN if _WRITERS.search(last) else None

    def _in_comprehension(self, clause: cst.CompFor, depth: int) -> str | None:
        comprehension: cst.CSTNode | None = clause
        while isinstance(comprehension, cst.CompFor):
            comprehension = self.file.parent(comprehension)
        if isinstance(comprehension, cst.DictComp):
            if self.loops.draws_in(comprehension):
                return "decides which item gets which random number"
            if makes_modules(self.file, comprehension):
                return "decides the order of the parts of a model"
            return self.reason(comprehension, MAPPING, depth - 1)
        if isinstance(comprehension, cst.ListComp | cst.GeneratorExp):
            same = isinstance(clause.target, cst.Name) and not self._uses(comprehension, clause.target.value)
            same = same or self._does_each(comprehension.elt)
            return None if same else self.reason(comprehension, SEQUENCE, depth - 1)
        return None

    def _does_each(self, made: cst.BaseExpression) -> bool:
        """`[folder.mkdir() for folder in folders]`: a list of nothing."""
        last = (dotted_name(made.func) or "") if isinstance(made, cst.Call) else ""
        if isinstance(made, cst.Call) and isinstance(made.func, cst.Attribute):
            last = made.func.attr.value
        return last in FILE_ACTIONS

    def _uses(self, comprehension: cst.ListComp | cst.GeneratorExp, variable: str) -> bool:
        """Whether what is made depends on an item: `[[] for x in names]` is the same for all."""
        parts: list[cst.CSTNode] = [comprehension.elt]
        clause: cst.CompFor | None = comprehension.for_in
        while clause is not None:
            parts += [part.test for part in clause.ifs]
            clause = clause.inner_for_in
            parts += [clause.iter] if clause is not None else []
        made = (node for part in parts for node in self.file.below(part))
        return any(
            isinstance(node, cst.Call) or (isinstance(node, cst.Name) and node.value == variable)
            for node in made
        )

    # -- names ---------------------------------------------------------------------------------------------

    def _of_names(
        self, assign: cst.Assign | cst.AnnAssign | cst.AugAssign, held: str, depth: int
    ) -> str | None:
        targets = [t.target for t in assign.targets] if isinstance(assign, cst.Assign) else [assign.target]
        for target in targets:
            found = self._of_target(assign, target, held, depth)
            if found is not None:
                return found
        return None

    def _of_target(self, assign: cst.CSTNode, target: cst.CSTNode, held: str, depth: int) -> str | None:
        if isinstance(target, cst.Tuple | cst.List):
            single = len(target.elements) == 1 and not isinstance(target.elements[0], cst.StarredElement)
            kept = any(isinstance(part, cst.Attribute | cst.Subscript) for part in self.file.below(target))
            return "is unpacked by position" if not single and (kept or stored_names(target)) else None
        if isinstance(target, cst.Name):
            return self._of_name(assign, target.value, held, depth)
        if held == MAPPING or self._attribute_is_sorted(assign, target) or self.messages.takes(target):
            return None
        if isinstance(target, cst.Attribute) and LEFT_OUT.fullmatch(target.attr.value):
            return None
        if isinstance(target, cst.Attribute) and self._is_only_searched(target, depth):
            return SEARCHED
        if isinstance(target, cst.Subscript):
            return self._in_table(assign, target, depth)
        return "is stored" if isinstance(target, cst.Attribute) else None

    def _in_table(self, assign: cst.CSTNode, place: cst.Subscript, depth: int) -> str | None:
        """`found["trees"] = glob("*.tree")`, where the lists of that table are gone through to move files."""
        if not isinstance(assign, cst.Assign) or not isinstance(place.value, cst.Name):
            return "is stored"
        name = place.value.value
        if len(re.findall(rf"\b{name}\b", self.file.text)) != len(self.file.names(self.file.module, name)):
            return "is stored"  # not all were parsed
        doubts: list[str] = []

        def forgets(one: cst.CSTNode) -> bool:
            found = self.reason(one, SEQUENCE, depth - 1)
            doubts.extend([found] if found is not None else [])
            return (found is None or is_doubtful(found)) and not self._keeps_last(one)

        return surest_of(doubts) if are_lists_forgotten(self.file, place, assign, forgets) else "is stored"

    def _keeps_last(self, node: cst.CSTNode) -> bool:
        """`for file in files: chosen[kind] = file`"""
        loop = self.file.parent(node)
        stored = self.file.of_kind(cst.AssignTarget, loop.body) if isinstance(loop, cst.For) else []
        return any(isinstance(target.target, cst.Subscript) for target in stored)

    def _is_only_searched(self, target: cst.Attribute, depth: int) -> bool:
        """Whether the file reads an attribute of `self`, and nowhere for its order."""
        name, owner = dotted_name(target), self.file.enclosing(target, cst.ClassDef)
        if name is None or owner is None or not name.startswith("self."):
            return False
        places = spelled(self.file, owner, name)
        if len(re.findall(rf"\.{name[5:]}\b", self.file.text)) != len(places):
            return False  # not all were parsed, or others read it
        statement = self.file.enclosing(target, cst.SimpleStatementLine) or target  # `self.x = list(self.x)`
        uses = [u for u in places if not is_store(self.file, u) and not self.file.holds(statement, u)]
        return bool(uses) and all(self.reason(use, SEQUENCE, depth - 1) is None for use in uses)

    def _of_name(self, assign: cst.CSTNode, name: str, held: str, depth: int) -> str | None:
        uses = self._of_the_whole(later_uses(self.file, assign, name))
        if any(sorts_for_good(self.file, use) for use in uses):
            return None
        return self.surest(uses, held, depth)

    def _of_the_whole(self, uses: list[cst.Name]) -> list[cst.Name]:
        """Those before `name = name[0]`, as in `if len(name) == 1: name = name[0]`."""
        for number, use in enumerate(uses):
            place = self.file.parent(use)
            assign = self.file.parent(place) if isinstance(place, cst.Subscript) and is_first(place) else None
            if isinstance(assign, cst.Assign) and dotted_name(assign.targets[0].target) == use.value:
                return uses[: number + 1]
        return uses

    def surest(self, uses: list[cst.Name], held: str = SEQUENCE, depth: int = _DEPTH) -> str | None:
        """How the order gets out of some uses: one that surely matters, if possible."""
        return surest_of(self.reason(use, held, depth - 1) for use in uses)

    def _attribute_is_sorted(self, assign: cst.CSTNode, target: cst.CSTNode) -> bool:
        """`self.files = os.listdir(d)` and then `self.files.sort()` or `self.files = sorted(self.files)`.

        Also `self.files = sorted(those_found)`: then this one was only looked things up in.
        """
        for other in self.file.below(self.file.function(assign)):
            if not (isinstance(other, cst.Attribute) and other.deep_equals(target)):
                continue
            if sorts(self.file, other) or self._becomes_sorted(other, assign):
                return True
        return False

    def _becomes_sorted(self, target: cst.Attribute, earlier: cst.CSTNode) -> bool:
        assign = self.file.enclosing(target, cst.Assign)
        if (
            assign is None
            or self.file.order(assign) <= self.file.order(earlier)
            or not is_store(self.file, target)
        ):
            return False
        made = assign.value
        return isinstance(made, cst.Call) and self.file.resolve(made.func) == "builtins.sorted"
