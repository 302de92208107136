"""Where the order of an iterable goes: is it forgotten, or does it reach a list, an index, a file, a sum?

`OrderFlow.reason` starts at an expression whose items come in no fixed order and looks at what surrounds it.
It returns how the order gets into a result, or None where it does not, or where that cannot be told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.arguments import UNSEEN, constant, is_none
from lint_rules.analysis.floats import looks_like_float
from lint_rules.analysis.loops import LoopBody
from lint_rules.analysis.messages import Messages
from lint_rules.analysis.names import bindings, has_one_item, is_store, later_uses, occurrences
from lint_rules.analysis.nodes import dotted_name, stored_names
from lint_rules.knowledge import consumers

if TYPE_CHECKING:
    from lint_rules.analysis.source import SourceFile

# How an expression holds the order: a sequence keeps it for every reader, a mapping only for who iterates.
SEQUENCE, MAPPING = "sequence", "mapping"

_DEPTH = 8
# Arguments that are only searched: what is to be left out, or let in.
_LEFT_OUT = re.compile(
    r"(to_)?(ignored?|exclude[ds]?|excluding|skip|forbidden|allowed|blacklist|whitelist)(_\w+)?"
)
_MAPPING_VIEWS = frozenset({"items", "keys", "values", "copy"})
_CHOOSING = {"pop": "takes whichever item comes last", "index": "asks for a position"}


class OrderFlow:
    """Follows order through one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.loops = LoopBody(file)
        self.messages = Messages(file)

    def reason(self, node: cst.CSTNode, held: str = SEQUENCE, depth: int = _DEPTH) -> str | None:
        """How the order of the items of `node` reaches a result, or None."""
        parent = self.file.parent(node)
        if parent is None or depth == 0:
            return None
        if isinstance(parent, cst.Arg):
            return self._as_argument(parent, node, held, depth)
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
        if held == MAPPING:
            return self._mapping_reason(node, parent, depth)
        return self._sequence_reason(node, parent, depth)

    def _mapping_reason(self, node: cst.CSTNode, parent: cst.CSTNode, depth: int) -> str | None:
        if isinstance(parent, cst.Assign | cst.AnnAssign):
            return self._of_names(parent, MAPPING, depth)
        return None

    def _sequence_reason(self, node: cst.CSTNode, parent: cst.CSTNode, depth: int) -> str | None:
        if isinstance(parent, cst.Assign | cst.AnnAssign):
            return self._of_names(parent, SEQUENCE, depth)
        if isinstance(parent, cst.AugAssign):
            return self._of_names(parent, SEQUENCE, depth)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            free = is_store(self.file, parent) or self.messages.takes(parent) or has_one_item(self.file, node)
            return None if free else "is read by position"
        if isinstance(parent, cst.DictElement) and parent.value is node:
            return self._in_dictionary(parent, depth)
        if isinstance(parent, cst.Return):
            return "is returned"
        if isinstance(parent, cst.Yield | cst.From):
            return "is yielded"
        if isinstance(parent, cst.Index):
            return None if self._sets_all_alike(parent) else "chooses by position"
        return None

    def _sets_all_alike(self, index: cst.Index) -> bool:
        """`table[list(rows)] = 1`"""
        target = self.file.parent(self.file.enclosing(index, cst.Subscript) or index)
        assign = self.file.parent(target) if isinstance(target, cst.AssignTarget) else None
        return isinstance(assign, cst.Assign) and constant(assign.value) is not UNSEEN

    # -- calls ---------------------------------------------------------------------------------------------

    def _as_argument(self, arg: cst.Arg, node: cst.CSTNode, held: str, depth: int) -> str | None:
        call = self.file.parent(arg)
        if not isinstance(call, cst.Call):
            return None  # bases of a class
        name = self.file.resolve(call.func)
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if name in consumers.ORDER_FREE or name in consumers.SHOWN:
            return None
        if name == "builtins.sum":
            return self._summed(node)
        if (
            name in consumers.CARRIERS
            or _last(dotted_name(call.func) or "").lower() in consumers.PROGRESS_BARS
        ):
            return self.reason(call, SEQUENCE, depth - 1)
        if name in consumers.DICT_CARRIERS:
            return self.reason(call, MAPPING, depth - 1)
        if name == "builtins.enumerate" and isinstance(loop := self.file.parent(call), cst.For):
            return consumers.ORDER_BOUND[name] if self._uses_number(loop) else self.loops.reason(loop)
        if name == "builtins.zip" and self._zips_one_thing(call):
            return self.reason(call, SEQUENCE, depth - 1)
        if name == "builtins.next" and self._only_asks(call):
            return None
        if name in consumers.ARRAY_MAKERS and self._is_array_of_free_order(call, depth):
            return None
        if name in consumers.ORDER_BOUND:
            free = self._is_forgotten(call) or self._reduces_freely(call, name) or self.messages.takes(call)
            return None if free else consumers.ORDER_BOUND[name]
        if method == "join":
            free = name in ("os.path.join", "posixpath.join") or self.messages.takes(call)
            return None if free else "is joined into text"
        if method in ("extend", "extendleft"):
            return None if self._receiver_is_sorted(call) else "extends a list"
        if method == "writelines" or method == "writerows":
            return "is written to a file"
        return self._handed_on(call, arg, name, method, held, depth)

    def _handed_on(
        self, call: cst.Call, arg: cst.Arg, name: str, method: str, held: str, depth: int
    ) -> str | None:
        """To a function that is not known: what holds an order hands it on."""
        if arg.keyword is not None and _LEFT_OUT.fullmatch(arg.keyword.value):
            return None
        if arg.star == "**" or self.messages.takes(call):
            return None  # keywords have no order
        if held == MAPPING or method in consumers.ORDER_FREE_METHODS or name.startswith("builtins."):
            return None
        if name in ("os.path.join", "json.loads") or _last(name or method).startswith(("assert", "check_")):
            return None
        shown = dotted_name(call.func) or method
        parameter = self._parameter(call, arg, name)
        if parameter is not None:
            function, variable = parameter
            uses = [u for u in occurrences(self.file, function, variable) if not is_store(self.file, u)]
            return next((r for use in uses if (r := self.reason(use, held, depth - 1)) is not None), None)
        return f"is handed to `{shown}`" if shown else None

    def _parameter(self, call: cst.Call, arg: cst.Arg, name: str) -> tuple[cst.FunctionDef, str] | None:
        """The parameter that takes an argument, where the called function stands in the same file."""
        if not name.startswith(".") or arg.star:
            return None
        found = [
            node
            for node in self.file.nodes
            if isinstance(node, cst.FunctionDef) and self.file.scope_of(node).qualname == name[1:]
        ]
        if len(found) != 1:
            return None
        names = [p.name.value for p in (*found[0].params.posonly_params, *found[0].params.params)]
        if arg.keyword is not None:
            names += [p.name.value for p in found[0].params.kwonly_params]
            return (found[0], arg.keyword.value) if arg.keyword.value in names else None
        if isinstance(self.file.definition(found[0]), cst.ClassDef):
            names = names[1:]
        index = [a for a in call.args if a.keyword is None].index(arg)
        return (found[0], names[index]) if index < len(names) else None

    def _uses_number(self, loop: cst.For) -> bool:
        """Whether a loop does more with the number that `enumerate` gives than to report or to test it."""
        if not isinstance(loop.target, cst.Tuple):
            return True
        names = stored_names(loop.target.elements[0].value)
        uses = [use for name in names for use in self.file.names(loop.body, name)]
        return any(not self.messages.takes(use) and not self._is_tested(use, loop) for use in uses)

    def _is_array_of_free_order(self, call: cst.Call, depth: int) -> bool:
        """Whether an array has a name, and is only gone through or searched under it."""
        assign = self.file.parent(call)
        if not isinstance(assign, cst.Assign) or not isinstance(assign.targets[0].target, cst.Name):
            return False
        uses = later_uses(self.file, assign, assign.targets[0].target.value)
        plain = all(isinstance(self.file.parent(use), cst.Arg | cst.For | cst.CompFor) for use in uses)
        return bool(uses) and plain and self.reason(call, SEQUENCE, depth - 1) is None

    def _only_asks(self, call: cst.Call) -> bool:
        """`next(folder.iterdir(), None) is None` asks whether there is anything; `next(x)` alone waits."""
        parent = self.file.parent(call)
        if isinstance(parent, cst.If | cst.While | cst.UnaryOperation | cst.Expr):
            return True
        return isinstance(parent, cst.Comparison) and is_none(parent.comparisons[0].comparator)

    def _zips_one_thing(self, call: cst.Call) -> bool:
        """`zip(table["a"], table["b"])` pairs what belongs together, in whatever order."""
        roots = {_root(arg.value) for arg in call.args}
        return len(call.args) > 1 and len(roots) == 1 and "" not in roots

    def _is_tested(self, use: cst.Name, loop: cst.For) -> bool:
        return any(
            isinstance(a, cst.If) and self.file.holds(a.test, use)
            for a in self.file.ancestors(use)
            if self.file.holds(loop.body, a)
        )

    def _summed(self, node: cst.CSTNode) -> str | None:
        """Adding floats in another order gives another sum; adding integers does not."""
        if not isinstance(node, cst.GeneratorExp | cst.ListComp):
            return None
        return "decides how a sum is rounded" if looks_like_float(node.elt) else None

    def _reduces_freely(self, call: cst.Call, name: str) -> bool:
        """`reduce(set.union, ...)` and the like come to the same in every order."""
        function = self.file.resolve(call.args[0].value) if call.args else ""
        return name == "functools.reduce" and function in consumers.ORDER_FREE_REDUCTIONS

    def _is_forgotten(self, call: cst.Call) -> bool:
        parent = self.file.parent(call)
        outer = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        return isinstance(outer, cst.Call) and self.file.resolve(outer.func) in consumers.ORDER_FREE

    def _receiver_is_sorted(self, call: cst.Call) -> bool:
        receiver = call.func.value if isinstance(call.func, cst.Attribute) else None
        name = dotted_name(receiver) if receiver is not None else None
        if isinstance(receiver, cst.Name) and self._only_answers_yes_or_no(receiver):
            return True
        return name is not None and self.loops.is_sorted_later(name, call)

    def _only_answers_yes_or_no(self, queue: cst.Name) -> bool:
        """A search through a queue of its own that returns constants finds the same in every order."""
        function = self.file.function(queue)
        if not isinstance(function, cst.FunctionDef):
            return False
        below = self.file.below(function.body)
        returns = [n.value for n in below if isinstance(n, cst.Return)]
        if not returns or any(isinstance(n, cst.Yield) for n in below):
            return False
        own = all(
            isinstance(value, cst.Call | cst.List) for _, value in bindings(self.file, function, queue.value)
        )
        told = all(value is not None and constant(value) in (True, False) for value in returns)
        kept = any(
            isinstance(self.file.parent(use), cst.Arg | cst.Element)
            for use in occurrences(self.file, function, queue.value)
        )
        return own and told and not kept

    def _as_receiver(self, attribute: cst.Attribute, held: str, depth: int) -> str | None:
        call = self.file.parent(attribute)
        method = attribute.attr.value
        if not isinstance(call, cst.Call) or call.func is not attribute:
            return None
        if held == MAPPING:
            return self.reason(call, SEQUENCE, depth - 1) if method in _MAPPING_VIEWS else None
        if method == "copy":
            return self.reason(call, held, depth - 1)
        return _CHOOSING.get(method)

    # -- displays and comprehensions -----------------------------------------------------------------------

    def _as_element(self, element: cst.StarredElement | cst.Element, held: str, depth: int) -> str | None:
        display = self.file.parent(element)
        if display is None or isinstance(display, cst.Set):
            return None
        if isinstance(element, cst.StarredElement):
            return self.reason(display, SEQUENCE, depth - 1)
        return None if held == MAPPING else self.reason(display, SEQUENCE, depth - 1)

    def _in_dictionary(self, element: cst.DictElement, depth: int) -> str | None:
        """`return {"classes": list(classes)}`; of one that gets a name, the values are not followed."""
        display = self.file.parent(element)
        holder = self.file.parent(display) if display is not None else None
        if display is None or not isinstance(holder, cst.Return | cst.Yield | cst.Arg | cst.DictElement):
            return None
        return self.reason(display, SEQUENCE, depth - 1)

    def _in_comprehension(self, clause: cst.CompFor, depth: int) -> str | None:
        comprehension: cst.CSTNode | None = clause
        while isinstance(comprehension, cst.CompFor):
            comprehension = self.file.parent(comprehension)
        if isinstance(comprehension, cst.DictComp):
            if self.loops.draws_in(comprehension):
                return "decides which item gets which random number"
            return self.reason(comprehension, MAPPING, depth - 1)
        if isinstance(comprehension, cst.ListComp | cst.GeneratorExp):
            return self.reason(comprehension, SEQUENCE, depth - 1)
        return None

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
            return None if single or not stored_names(target) else "is unpacked by position"
        if isinstance(target, cst.Name):
            return self._of_name(assign, target.value, held, depth)
        if held == MAPPING or self._attribute_is_sorted(assign, target) or self.messages.takes(target):
            return None
        return "is stored" if isinstance(target, cst.Attribute | cst.Subscript) else None

    def _of_name(self, assign: cst.CSTNode, name: str, held: str, depth: int) -> str | None:
        uses = later_uses(self.file, assign, name)
        if any(self._is_sort_call(use) for use in uses):
            return None
        for use in uses:
            found = self.reason(use, held, depth - 1)
            if found is not None:
                return found
        return None

    def _is_sort_call(self, use: cst.CSTNode) -> bool:
        parent = self.file.parent(use)
        return isinstance(parent, cst.Attribute) and parent.attr.value == "sort"

    def _attribute_is_sorted(self, assign: cst.CSTNode, target: cst.CSTNode) -> bool:
        """`self.files = os.listdir(d)` and then `self.files.sort()` or `self.files = sorted(self.files)`."""
        for other in self.file.below(self.file.function(assign)):
            if not (isinstance(other, cst.Attribute) and other.deep_equals(target)):
                continue
            parent = self.file.parent(other)
            if isinstance(parent, cst.Attribute) and parent.attr.value == "sort":
                return True
            call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
            if isinstance(call, cst.Call) and self.file.resolve(call.func) == "builtins.sorted":
                return True
        return False


def _root(node: cst.CSTNode) -> str:
    """The name that a chain of attributes, items and method calls begins with."""
    if isinstance(node, cst.ListComp):
        return _root(node.for_in.iter) if node.for_in.inner_for_in is None and not node.for_in.ifs else ""
    while isinstance(node, cst.Attribute | cst.Subscript | cst.Call):
        if isinstance(node, cst.Call) and not isinstance(node.func, cst.Attribute):
            return ""
        node = node.func if isinstance(node, cst.Call) else node.value
    return node.value if isinstance(node, cst.Name) else ""


def _last(name: str) -> str:
    return name.rpartition(".")[2]
