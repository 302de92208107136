"""Where order goes when a call is given what holds it: a function forgets it, hands it on, or binds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.exclusion import LEFT_OUT, is_left_out
from lint_rules.analysis.ordering.held import (
    DONE,
    HANDED,
    HANDED_OWN,
    JOINED,
    LISTED,
    MAPPING,
    OF_EQUALS,
    RETURNED,
    ROUNDED,
    SEQUENCE,
    WRITTEN,
    is_vague,
)
from lint_rules.analysis.ordering.keys import measures, takes_later_part, takes_measure
from lint_rules.analysis.ordering.numbering import become_letters
from lint_rules.analysis.ordering.pairing import come_from_one_thing, is_paired_with_loop
from lint_rules.analysis.ordering.reductions import is_reduced_at_once
from lint_rules.analysis.ordering.resorting import is_sorted_at_once, keeps_equals, sorts_for_good, sorts_keys
from lint_rules.analysis.ordering.tables import makes_table
from lint_rules.analysis.ordering.worklists import only_answers_yes_or_no
from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.floats import looks_like_float
from lint_rules.analysis.tree.names import is_store, later_uses, occurrences
from lint_rules.analysis.tree.nodes import dotted_name, stored_names
from lint_rules.knowledge import consumers
from lint_rules.knowledge.consumers import ORDER_KEEPING_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.held import Follow
    from lint_rules.analysis.ordering.loops import LoopBody
    from lint_rules.analysis.tree.messages import Messages
    from lint_rules.analysis.tree.source import SourceFile

# What is done to each item for itself, where nobody takes a result.
_EACH = re.compile(
    r"parallel|progress|process|convert|for_?each|(^|_)map(_|$)|download|upload|copy|move|clean"
)
_WRITING = frozenset({"write", "write_text", "writelines", "writerow", "writerows", "writestr"})
# What functions do whose order of arguments does not matter.
_SETTLING = ("assert", "check_", "remove_", "drop_", "delete_", "discard_")


class CallFlow:
    """Judges the calls of one file. `follow` goes on with an expression that holds the order."""

    def __init__(self, file: SourceFile, loops: LoopBody, messages: Messages, follow: Follow) -> None:
        self.file = file
        self.loops = loops
        self.messages = messages
        self.follow = follow

    def reason(self, arg: cst.Arg, node: cst.CSTNode, held: str, depth: int) -> str | None:
        call = self.file.parent(arg)
        if not isinstance(call, cst.Call):
            return None  # bases of a class
        name = self.file.resolve(call.func)
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if name == "builtins.sorted" and keeps_equals(self.file, call):
            return self.follow(call, SEQUENCE, depth - 1)
        if self._takes_of_equals(call, node, held):
            return OF_EQUALS
        if name in consumers.ORDER_FREE or name in consumers.SHOWN:
            return None
        if name.startswith(consumers.SHOWING_LIBRARIES):
            return None
        if name == "builtins.sum":
            return self._summed(node, call)
        if name in consumers.SPARSE_MATRICES:
            return self._in_sparse_matrix(arg, call)
        if self._is_mapped_over(call, arg, name, method):
            return self.follow(call, SEQUENCE, depth - 1)
        if (
            name in consumers.CARRIERS
            or _last(dotted_name(call.func) or "").lower() in consumers.PROGRESS_BARS
        ):
            return self.follow(call, SEQUENCE, depth - 1)
        if name in consumers.DICT_CARRIERS:
            return self.follow(call, MAPPING, depth - 1)
        if name == "builtins.enumerate" and isinstance(loop := self.file.parent(call), cst.For):
            return consumers.ORDER_BOUND[name] if self._uses_number(loop) else self.loops.reason(loop)
        if name == "builtins.zip" and come_from_one_thing(self.file, call):
            return self.follow(call, SEQUENCE, depth - 1)
        if name == "builtins.next" and self._only_asks(call):
            return None
        if name in consumers.ARRAY_MAKERS and self._is_array_of_free_order(call, depth):
            return None
        if name.startswith(consumers.COLLECTING_LIBRARIES) and is_sorted_at_once(self.file, call):
            return None
        if held == SEQUENCE and self.loops.is_sorted_later.collected.are_taken(node, call, rounded=False):
            return None
        if held == MAPPING and name in consumers.TABLE_MAKERS and call.args[0] is arg:
            free = self.messages.takes(call) or is_reduced_at_once(self.file, call)
            return None if free else f"{HANDED}`{dotted_name(call.func)}`"
        if name in consumers.ORDER_BOUND:
            free = self._is_forgotten(call) or self._reduces_freely(call, name) or self.messages.takes(call)
            free = free or become_letters(self.file, call)
            return None if free else consumers.ORDER_BOUND[name]
        if method == "join" and (parts := _split_again(self.file, call)) is not None:
            return self.follow(parts, SEQUENCE, depth - 1)
        if method == "join":
            free = name in ("os.path.join", "posixpath.join") or self._names_characters(call)
            free = free or _joins_alternatives(call.func)
            return None if free or self.messages.takes(call) else self._joined(call)
        if method in ("extend", "extendleft"):
            free = self._receiver_is_sorted(call) or is_left_out(call.func)
            return None if free else "extends a list"
        if method == "writelines" or method == "writerows":
            return "is written to a file"
        if ORDER_KEEPING_METHODS.get(method) == "a graph":
            return "decides the order of a graph"
        return self._handed_on(call, arg, name, method, held, depth)

    def _takes_of_equals(self, call: cst.Call, node: cst.CSTNode, held: str) -> bool:
        """`max(counts, key=counts.get)`, `max(counts.items(), key=lambda pair: pair[1])`"""
        key = argument(call, "key")
        if key is None or self.file.resolve(call.func) not in ("builtins.max", "builtins.min"):
            return False
        if self.messages.takes(call) or takes_measure(self.file, call):
            return False
        if held == MAPPING:
            return measures(self.file, key)
        method = node.func if isinstance(node, cst.Call) else None
        pairs = isinstance(method, cst.Attribute) and method.attr.value == "items"
        return pairs and takes_later_part(self.file, key)

    def _handed_on(
        self, call: cst.Call, arg: cst.Arg, name: str, method: str, held: str, depth: int
    ) -> str | None:
        """To a function that is not known: what holds an order hands it on."""
        if arg.keyword is not None and LEFT_OUT.fullmatch(arg.keyword.value):
            return None
        if arg.star == "**":
            return None  # keywords have no order
        parameter = self._parameter(call, arg, name)
        if parameter is None and self.messages.takes(call):
            return None
        if name in consumers.KEY_WRITERS and call.args[0] is arg:
            if held != MAPPING:
                return WRITTEN
            return None if sorts_keys(call) else "is that of the keys which are written"
        if held == MAPPING or method in consumers.ORDER_FREE_METHODS or name.startswith("builtins."):
            return None
        if method == "create_dataset" and arg.keyword is not None and arg.keyword.value == "data":
            return WRITTEN  # to a file of HDF5, as it is
        if method == "append":
            return None if self._receiver_is_sorted(call) else "is kept in a list"
        shown = dotted_name(call.func) or method
        last = _last(shown)
        if arg.keyword is not None and arg.keyword.value == "by":
            return "decides by what is sorted first"
        if name in ("os.path.join", "json.loads") or last.startswith(_SETTLING):
            return None
        if consumers.SORTER_NAME.fullmatch(last):
            return None
        if parameter is not None:
            function, variable = parameter
            uses = self._until_sorted(function, variable)
            return self._out_of_function(call, [self.follow(use, held, depth - 1) for use in uses], depth)
        if not shown or makes_table(self.file, call) or self._is_sorted_at_once(call):
            return None
        one_by_one = isinstance(self.file.parent(call), cst.Expr) and _EACH.search(last) is not None
        if one_by_one:
            return f"{DONE} `{shown}`"
        own = last[:1].islower() and self.file.is_of_the_project(name)
        return f"{HANDED_OWN if own else HANDED}`{shown}`"

    def _until_sorted(self, function: cst.FunctionDef, variable: str) -> list[cst.Name]:
        """Where a parameter is read, until `paths = sorted(paths)`."""
        uses = [u for u in occurrences(self.file, function, variable) if not is_store(self.file, u)]
        for number, use in enumerate(uses):
            if (
                sorts_for_good(self.file, use)
                and self.file.enclosing(use, cst.IndentedBlock) is function.body
            ):
                return uses[:number]
        return uses

    def _is_sorted_at_once(self, call: cst.Call) -> bool:
        """`sorted(chained([xs, ys]))`: whatever the function does, its result has another order then."""
        arg = self.file.parent(call)
        outer = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        name = self.file.resolve(outer.func) if isinstance(outer, cst.Call) else ""
        return name == "builtins.sorted" and isinstance(outer, cst.Call) and argument(outer, "key") is None

    def _out_of_function(self, call: cst.Call, reasons: list[str | None], depth: int) -> str | None:
        """What a function returns in that order goes on where it is called."""
        known = [reason for reason in reasons if reason is not None]
        for reason in sorted(known, key=is_vague):
            found = self.follow(call, SEQUENCE, depth - 1) if reason == RETURNED else reason
            if found is not None:
                return found
        return None

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
        return any(not self._is_harmless(use, loop) for use in uses)

    def _is_harmless(self, use: cst.Name, loop: cst.For) -> bool:
        index = (
            self.file.enclosing(use, cst.Subscript) if isinstance(self.file.parent(use), cst.Index) else None
        )
        if isinstance(index, cst.Subscript) and is_paired_with_loop(self.file, index):
            return True
        return self.messages.takes(use) or self._is_tested(use, loop)

    def _is_tested(self, use: cst.Name, loop: cst.For) -> bool:
        tests = [
            a
            for a in self.file.ancestors(use)
            if isinstance(a, cst.If) and self.file.holds(loop.body, a) and self.file.holds(a.test, use)
        ]
        return bool(tests) and not any(_leaves_items_out(test) for test in tests)

    def _is_array_of_free_order(self, call: cst.Call, depth: int) -> bool:
        """Whether an array has a name, and is only gone through or searched under it."""
        assign = self.file.parent(call)
        if not isinstance(assign, cst.Assign) or not isinstance(assign.targets[0].target, cst.Name):
            return False
        uses = later_uses(self.file, assign, assign.targets[0].target.value)
        plain = all(isinstance(self.file.parent(use), cst.Arg | cst.For | cst.CompFor) for use in uses)
        return bool(uses) and plain and self.follow(call, SEQUENCE, depth - 1) is None

    def _only_asks(self, call: cst.Call) -> bool:
        """`next(folder.iterdir(), None) is None` asks whether there is anything; `next(x)` alone waits."""
        parent = self.file.parent(call)
        if isinstance(parent, cst.If | cst.While | cst.UnaryOperation | cst.Expr):
            return True
        if any(isinstance(a, cst.If) and self.file.holds(a.test, call) for a in self.file.ancestors(call)):
            return True  # `if next(iter(names)).isdigit():` asks one for all
        return isinstance(parent, cst.Comparison) and is_none(parent.comparisons[0].comparator)

    def _summed(self, node: cst.CSTNode, call: cst.Call) -> str | None:
        """Adding floats in another order gives another sum; adding integers does not."""
        start = argument(call, "start", 1)
        if isinstance(start, cst.List | cst.Tuple):
            return self.follow(call)
        if start is not None and not isinstance(start, cst.BaseNumber):
            return "decides in which order they are joined"  # objects of one's own
        if not isinstance(node, cst.GeneratorExp | cst.ListComp):
            return None
        return ROUNDED if looks_like_float(node.elt) else None

    def _reduces_freely(self, call: cst.Call, name: str) -> bool:
        """`reduce(set.union, ...)` and the like come to the same in every order."""
        if name != "functools.reduce" or not call.args:
            return False
        function = call.args[0].value
        if isinstance(function, cst.Lambda):
            return _is_union(function.body)
        return self.file.resolve(function) in consumers.ORDER_FREE_REDUCTIONS

    def _in_sparse_matrix(self, arg: cst.Arg, call: cst.Call) -> str | None:
        """`csr_matrix((values, (rows, columns)))` puts each value where its row and column say."""
        listed = isinstance(arg.value, cst.Tuple)
        return None if listed else f"{HANDED}`{dotted_name(call.func)}`"

    def _is_mapped_over(self, call: cst.Call, arg: cst.Arg, name: str, method: str) -> bool:
        """`pool.map(f, items)`"""
        known = (method or _last(name)) in consumers.MAPPING_METHODS and not arg.star
        return known and call.args[0] is not arg and arg.keyword is None

    def _is_forgotten(self, call: cst.Call) -> bool:
        parent = self.file.parent(call)
        outer = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        return isinstance(outer, cst.Call) and self.file.resolve(outer.func) in consumers.ORDER_FREE

    def _names_characters(self, joined: cst.Call) -> bool:
        """`text.strip("".join(chars))`, `str.maketrans("", "", "".join(chars))`: each for itself."""
        arg = self.file.parent(joined)
        taker = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        method = taker.func if isinstance(taker, cst.Call) else None
        if not isinstance(method, cst.Attribute) or not isinstance(taker, cst.Call):
            return False
        deleted = method.attr.value == "maketrans" and len(taker.args) == 3 and taker.args[2] is arg
        return deleted or method.attr.value in ("strip", "lstrip", "rstrip")

    def _joined(self, join: cst.Call) -> str:
        """By what a text is joined, and where it goes, tells whether it is data."""
        glue = join.func.value if isinstance(join.func, cst.Attribute) else None
        if not isinstance(glue, cst.SimpleString):
            return JOINED
        said = str(glue.evaluated_value)
        fields = said and said.strip() in ("", ";")
        return JOINED if fields or self._is_written(join) else LISTED

    def _is_written(self, node: cst.CSTNode) -> bool:
        for around in self.file.ancestors(node):
            if isinstance(around, cst.Call) and isinstance(around.func, cst.Attribute):
                if around.func.attr.value in _WRITING:
                    return True
            elif isinstance(around, cst.BaseStatement):
                break
        return False

    def _receiver_is_sorted(self, call: cst.Call) -> bool:
        receiver = call.func.value if isinstance(call.func, cst.Attribute) else None
        name = dotted_name(receiver) if receiver is not None else None
        if isinstance(receiver, cst.Name) and only_answers_yes_or_no(self.file, receiver):
            return True
        return name is not None and self.loops.is_sorted_later(name, call)


def _is_union(node: cst.BaseExpression) -> bool:
    """`a | b`, `a.union(b)`"""
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, cst.BitOr | cst.BitAnd | cst.BitXor)
    method = node.func if isinstance(node, cst.Call) else None
    return isinstance(method, cst.Attribute) and method.attr.value in ("union", "intersection")


def _split_again(file: SourceFile, joined: cst.Call) -> cst.Call | None:
    """`" ".join(rows).split(" ")`: a list again, of the words of all."""
    method = file.parent(joined)
    call = file.parent(method) if isinstance(method, cst.Attribute) else None
    splits = isinstance(method, cst.Attribute) and method.attr.value == "split"
    return call if splits and isinstance(call, cst.Call) else None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _leaves_items_out(test: cst.If) -> bool:
    """`if number > 9: break`: the number decides which items are taken."""
    last = test.body.body[-1] if test.body.body else None
    if not isinstance(last, cst.SimpleStatementLine):
        return False
    return isinstance(last.body[-1], cst.Continue | cst.Break)


def _joins_alternatives(join: cst.BaseExpression) -> bool:
    """`"|".join(words)`: a pattern that matches one of them."""
    glue = join.value if isinstance(join, cst.Attribute) else None
    return isinstance(glue, cst.SimpleString) and glue.evaluated_value == "|"
