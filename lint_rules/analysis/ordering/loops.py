"""What a loop over items in no fixed order leaves behind.

Independent work for each item is fine. A list that is appended to, a file that is written, a number that is
handed out, a float sum, the first item that passes a test: these depend on the order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.choosing import keeps_the_best, keeps_the_last
from lint_rules.analysis.ordering.columns import adds_columns
from lint_rules.analysis.ordering.derived import (
    bound_in,
    derived_names,
    is_bound_inside,
    is_made_anew,
    mentions,
    start_value,
)
from lint_rules.analysis.ordering.drawing import draws, draws_for_items
from lint_rules.analysis.ordering.exclusion import is_left_out
from lint_rules.analysis.ordering.filling import stops_when_full
from lint_rules.analysis.ordering.groups import is_group
from lint_rules.analysis.ordering.growing import grown_in_loop
from lint_rules.analysis.ordering.held import (
    ENDS_LOOP,
    FIRST,
    FOUND,
    KEPT,
    OF_EQUALS,
    ROUNDED,
    TAKEN_FIRST,
    surest_of,
)
from lint_rules.analysis.ordering.keeping import Keeping
from lint_rules.analysis.ordering.matching import is_of_one_item
from lint_rules.analysis.ordering.numbering import is_counter, numbering_effect, numbers_in_text
from lint_rules.analysis.ordering.sorted_later import SortedLater
from lint_rules.analysis.ordering.tabled_lists import are_lists_forgotten
from lint_rules.analysis.ordering.tables import filling_effect
from lint_rules.analysis.ordering.visits import visits_in_order
from lint_rules.analysis.scanning.returning import may_be_defined_here
from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.floats import is_called_like_float, looks_like_float, sums_pictures
from lint_rules.analysis.tree.messages import is_called_like_message
from lint_rules.analysis.tree.names import bindings, has_one_item, is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.opened import is_written
from lint_rules.analysis.tree.values import attribute_values
from lint_rules.knowledge.consumers import ORDER_KEEPING_METHODS, SHOWN
from lint_rules.knowledge.items import ADDING

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.held import Follow
    from lint_rules.analysis.tree.messages import Messages
    from lint_rules.analysis.tree.source import SourceFile

_DIGESTS = ("hashlib.", "xxhash.", "blake3.", "zlib.", "Crypto.Hash.", "cryptography.hazmat.")
_DIGEST_NAME = re.compile(r"_*(h|hasher|hash_?obj|digest(er)?|md5|sha\d+|\w+_hasher|\w*_?(md5|sha1|sha256))")
# Progress that is only shown.
_SHOWS = re.compile(r"(^|\.)(print|range|min|max|isinstance|set_\w+|update|format|sleep|log\w*)$")
_LOG_FILE = re.compile(r"(^|[._])log(ger)?_?(f|fd|fh|fp|file|handle|out|stream|writer)?$", re.IGNORECASE)
_LOG = re.compile(r"(sys\.)?stderr$|(self\.)?_*(log|logger|logging)(\.|$)")
# Of functions that are given what to write, and the file.
_WRITES = re.compile(r"(dump|save|savetxt|write|to_csv|to_json)(_|$)")
_KEEPING = ADDING - {"remove", "discard"}
_COMPUTED = (cst.Attribute, cst.Await, cst.Call, cst.NamedExpr, cst.Subscript, cst.Yield)
_DEFINITIONS = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


class LoopBody:
    """Judges the bodies of loops. `follow` goes on with an expression that holds the order."""

    def __init__(self, file: SourceFile, messages: Messages, follow: Follow) -> None:
        self.file = file
        self.messages = messages
        self.follow = follow
        self.keeping = Keeping(file, messages)
        self.is_sorted_later = SortedLater(file, messages, follow, self.reason)

    def reason(self, loop: cst.For | cst.While, item: str | None = None, worklist: str = "") -> str | None:
        """How the order of the items gets out of the loop, or None. A `while` takes them from a worklist."""
        items = derived_names(self.file, loop, item) | {worklist}
        return surest_of(self._effect(node, loop, items) for node in self.file.below(loop.body))

    def _effect(self, node: cst.CSTNode, loop: cst.For | cst.While, items: set[str]) -> str | None:
        if isinstance(node, cst.Call):
            found = self._call_effect(node, loop, items)
            return found or filling_effect(self.file, node, loop, items, self.follow)
        if isinstance(node, cst.AugAssign):
            found = self._sum_effect(node, loop, items)
            return found or filling_effect(self.file, node, loop, items, self.follow)
        if isinstance(node, cst.Assign):
            found = numbering_effect(self.file, node, loop)
            found = found or filling_effect(self.file, node, loop, items, self.follow)
            found = (
                found or self._growing_effect(node, loop, items) or self._spelt_out_effect(node, loop, items)
            )
            if found is None and keeps_the_best(self.file, node, loop, items):
                return OF_EQUALS
            if found is None and keeps_the_last(self.file, node, loop, items):
                return "decides which item is the last"
            return found or ("decides the order of columns" if adds_columns(self.file, node, loop) else None)
        if isinstance(node, cst.Yield) and self.file.function(node) is self.file.function(loop):
            if self._is_ordered_by_heap(loop):
                return None
            return "decides in which order the items are yielded"
        if self._leaves(node, loop) and stops_when_full(self.file, node, loop, items):
            return TAKEN_FIRST
        if not self._leaves(node, loop) or is_of_one_item(self.file, node, loop, items):
            return None
        if isinstance(node, cst.Return) and node.value is not None:
            return FOUND if mentions(self.file, node.value, items) else None
        if isinstance(node, cst.Break):
            if self._is_kept_before(node, loop, items):
                return KEPT
            return ENDS_LOOP if self._outlives(loop, items) else None
        return None

    def _leaves(self, node: cst.CSTNode, loop: cst.For | cst.While) -> bool:
        """Whether a node is a `break` or `return` that ends this loop, not a loop or function inside it."""
        if not isinstance(node, cst.Break | cst.Return):
            return False
        for ancestor in self.file.ancestors(node):
            if ancestor is loop:
                return True
            if isinstance(ancestor, _DEFINITIONS):
                return False
            if isinstance(node, cst.Break) and isinstance(ancestor, cst.For | cst.While):
                return False
        return False

    def _outlives(self, loop: cst.For | cst.While, items: set[str]) -> bool:
        """Whether a name from the loop is read after it."""
        end = self.file.end(loop)
        around = self.file.function(loop)
        for name in sorted(items):
            later = [u for u in occurrences(self.file, around, name) if self.file.order(u) > end]
            if later and not is_store(self.file, later[0]):
                return True
        return False

    def _is_kept_before(self, leaving: cst.Break, loop: cst.For | cst.While, items: set[str]) -> bool:
        """`found.add(item)` in the same block, right before the loop is left."""
        block = self.file.enclosing(leaving, cst.IndentedBlock)
        for call in (
            self.file.of_kind(cst.Call, block) if block is not None and block is not loop.body else ()
        ):
            method = call.func if isinstance(call.func, cst.Attribute) else None
            if method is None or method.attr.value not in _KEEPING or self._is_local(method.value, loop):
                continue
            if self._adds_an_item(call, items):
                return True
        return False

    def _is_ordered_by_heap(self, loop: cst.For | cst.While) -> bool:
        """What is finished waits in a heap until it is its turn."""
        calls = {self.file.resolve(n.func) for n in self.file.below(loop.body) if isinstance(n, cst.Call)}
        return {"heapq.heappush", "heapq.heappop"} <= calls

    # -- effects -------------------------------------------------------------------------------------------

    def _call_effect(self, call: cst.Call, loop: cst.For | cst.While, items: set[str]) -> str | None:
        if draws_for_items(self.file, call, loop):
            return "decides which item gets which random number"
        if self._is_given_file(call, loop, items):
            return "decides the order of a file"
        if self._is_given_number(call, loop, items):
            return "decides which item gets which number"
        if self._is_kept_by_function(call, loop, items):
            return "decides the order of a list"
        if not isinstance(call.func, cst.Attribute):
            visits = visits_in_order(self.file, call, loop, self.is_sorted_later)
            visits = visits and self._adds_an_item(call, items)
            return "decides the order of a visit" if visits else self._print_effect(call)
        kind = ORDER_KEEPING_METHODS.get(call.func.attr.value)
        receiver = call.func.value
        if call.func.attr.value == "update" and self._is_digest(receiver, loop):
            kind = "a digest"
        if kind is None or self._is_local(receiver, loop) or self._is_of_library(call, receiver):
            return None
        if mentions(self.file, receiver, items) and not is_group(self.file, receiver, loop):
            return None
        name = dotted_name(receiver)
        shown = name in ("sys.stderr", "sys.stdout") or self.file.resolve(call.func) in SHOWN
        if shown or (kind == "a file" and _LOG_FILE.search(name or "")):
            return None  # for people to read
        if name is None and not isinstance(receiver, cst.Subscript | cst.Call):
            return None
        if kind != "a file" and not self._adds_an_item(call, items):
            return None
        if name is not None and (is_left_out(call.func) or self.is_sorted_later(name, loop)):
            return None
        if has_one_item(self.file, receiver):
            return None
        if name is None and are_lists_forgotten(self.file, receiver, loop, self.is_sorted_later.forgets):
            return None
        if self.file.enclosing(call, cst.ExceptHandler) is not None or self.messages.is_complaint(call):
            return None  # what went wrong is for people to read
        if name is not None and self.is_sorted_later(name, loop, rounded=True):
            return ROUNDED
        if name is not None and kind == "a list" and self.is_sorted_later.gives_first(name, loop):
            return FIRST
        return KEPT if self._is_last(call, loop) else f"decides the order of {kind}"

    def _is_last(self, call: cst.Call, loop: cst.For | cst.While) -> bool:
        """`if name.endswith(wanted): found.append(name); break`"""
        block = self.file.enclosing(call, cst.IndentedBlock)
        ends = self.file.of_kind(cst.Break, block) if block is not None else []
        return any(
            self.file.enclosing(end, cst.IndentedBlock) is block and self._leaves(end, loop) for end in ends
        )

    def _is_kept_by_function(self, call: cst.Call, loop: cst.For | cst.While, items: set[str]) -> bool:
        """`self.read(item)`, where that method of the class puts what it reads into `self.rows`."""
        return any(
            name.partition(".")[0] not in items
            and not is_bound_inside(self.file, name, loop)
            and not self.is_sorted_later(name, loop)
            for name in self.keeping.lists(call, items)
        )

    def _is_given_file(self, call: cst.Call, loop: cst.For | cst.While, items: set[str]) -> bool:
        """`dump(item, file)`, where both go to a function: of the project, or one that writes by its name."""
        name = self.file.resolve(call.func)
        writes = may_be_defined_here(name) and len(call.args) > 1
        if not writes and not _WRITES.match((dotted_name(call.func) or "").rpartition(".")[2]):
            return False
        table = call.func.value if isinstance(call.func, cst.Attribute) else None  # `frame.to_csv(file)`
        if not self._adds_an_item(call, items) and (table is None or not mentions(self.file, table, items)):
            return False
        return any(
            isinstance(arg.value, cst.Name)
            and is_written(self.file, arg.value)
            and not is_made_anew(self.file, arg.value, loop)
            for arg in call.args
        )

    def _is_of_library(self, call: cst.Call, receiver: cst.CSTNode) -> bool:
        """`SeqIO.write(records, file, "fasta")`: a function, which gets the file that it writes."""
        name = self.file.resolve(call.func)
        known = bool(name) and not name.startswith((".", "?")) and not self.file.is_of_the_project(name)
        return known and len(call.args) > 1 and isinstance(receiver, cst.Name)

    def _is_given_number(self, call: cst.Call, loop: cst.For | cst.While, items: set[str]) -> bool:
        """`save(item, number)`, with a counter that the loop moves on."""
        name = dotted_name(call.func) or ""
        if len(call.args) < 2 or name.startswith("builtins.") or _SHOWS.search(name):
            return False
        parts = [part for arg in call.args for part in self.file.below(arg.value)]
        given = dict.fromkeys(part.value for part in parts if isinstance(part, cst.Name))
        if any(is_counter(self.file, name, loop) for name in given if name not in items):
            counted = self._adds_an_item(call, items)
        else:
            numbered = numbers_in_text(self.file, given, loop)
            counted = bool(numbered) and self._adds_an_item(call, items - numbered)
        return counted and not self.messages.takes(call.args[0].value)

    def _is_digest(self, receiver: cst.CSTNode, loop: cst.For | cst.While) -> bool:
        """Whether something with a method `update` computes a digest, by what made it or by its name."""
        if not isinstance(receiver, cst.Name | cst.Attribute):
            return False
        if isinstance(receiver, cst.Name):
            values = [value for _, value in bindings(self.file, self.file.function(loop), receiver.value)]
            made = [self.file.resolve(v.func) for v in values if isinstance(v, cst.Call)]
            if made:
                return all(name.startswith(_DIGESTS) for name in made)
        name = receiver.value if isinstance(receiver, cst.Name) else receiver.attr.value
        return isinstance(name, str) and _DIGEST_NAME.fullmatch(name) is not None

    def _adds_an_item(self, call: cst.Call, items: set[str]) -> bool:
        """Appending the same thing for each item gives the same list in every order."""
        return any(mentions(self.file, arg.value, items) for arg in call.args)

    def _print_effect(self, call: cst.Call) -> str | None:
        to_file = any(arg.keyword is not None and arg.keyword.value == "file" for arg in call.args)
        is_print = self.file.resolve(call.func) == "builtins.print"
        return "decides the order of a file" if is_print and to_file and not _is_log(call) else None

    def _sum_effect(self, node: cst.AugAssign, loop: cst.For | cst.While, items: set[str]) -> str | None:
        if not isinstance(node.operator, cst.AddAssign | cst.SubtractAssign | cst.MultiplyAssign):
            return None
        if not isinstance(node.target, cst.Name):
            return self._sum_of_attribute(node, items)
        return self._added(node.target, node.value, loop, items)

    def _spelt_out_effect(self, node: cst.Assign, loop: cst.For | cst.While, items: set[str]) -> str | None:
        """`total = total + x`"""
        target, sum_ = node.targets[0].target, node.value
        if not isinstance(target, cst.Name) or not isinstance(sum_, cst.BinaryOperation):
            return None
        if not isinstance(sum_.operator, cst.Add | cst.Subtract | cst.Multiply):
            return None
        same = isinstance(sum_.left, cst.Name) and sum_.left.value == target.value
        return self._added(target, sum_.right, loop, items) if same else None

    def _added(
        self, target: cst.Name, value: cst.BaseExpression, loop: cst.For | cst.While, items: set[str]
    ) -> str | None:
        name = target.value
        if is_called_like_message(target) or is_bound_inside(self.file, name, loop, target):
            return None
        if self._only_adds_the_same(name, value, loop, items):
            return None
        start = start_value(self.file, name, loop)
        if isinstance(start, cst.SimpleString | cst.FormattedString):
            return "decides the order of text"
        if isinstance(start, cst.List | cst.ListComp):
            return self._grown(name, loop)
        if isinstance(start, cst.Float) and not isinstance(value, cst.Integer):
            return ROUNDED
        measured = isinstance(value, cst.Call) and is_called_like_float(name)
        return ROUNDED if measured or looks_like_float(value) or sums_pictures(self.file, value) else None

    def _only_adds_the_same(
        self, name: str, value: cst.BaseExpression, loop: cst.For | cst.While, items: set[str]
    ) -> bool:
        """`text += "."`, `total = total + weight`: it comes to the same in every order."""
        used = [part.value for part in self.file.below(value) if isinstance(part, cst.Name)]
        if any(isinstance(part, _COMPUTED) for part in self.file.below(value)) or not items.isdisjoint(used):
            return False
        return len(bound_in(self.file, name, loop)) == 1 and not any(
            bound_in(self.file, one, loop) for one in used
        )

    def _sum_of_attribute(self, node: cst.AugAssign, items: set[str]) -> str | None:
        if not isinstance(node.target, cst.Attribute):
            return None
        if looks_like_float(node.value):
            return ROUNDED
        values = attribute_values(self.file, node.target)
        lists = [value for value in values if isinstance(value, cst.List)]
        name = dotted_name(node.target)
        if not lists or name is None or not mentions(self.file, node.value, items):
            return None
        return self._grown(name, node)

    def _grown(self, name: str, by: cst.CSTNode) -> str | None:
        if self.is_sorted_later(name, by):
            return None
        return ROUNDED if self.is_sorted_later(name, by, rounded=True) else "decides the order of a list"

    def _growing_effect(self, node: cst.Assign, loop: cst.For | cst.While, items: set[str]) -> str | None:
        name = grown_in_loop(self.file, node, loop, items)
        free = name is None or self.is_sorted_later(name, loop)
        return None if free else "decides the order of what is joined"

    def draws_in(self, node: cst.CSTNode) -> bool:
        return any(isinstance(n, cst.Call) and draws(self.file, n) for n in self.file.below(node))

    def _is_local(self, receiver: cst.CSTNode, loop: cst.For | cst.While) -> bool:
        """Whether a list or file is made anew for each item."""
        root: cst.CSTNode = receiver
        while isinstance(root, cst.Attribute | cst.Subscript | cst.Call):
            root = root.func if isinstance(root, cst.Call) else root.value
        if root is receiver and isinstance(receiver, cst.Name):
            return is_made_anew(self.file, receiver, loop)
        return isinstance(root, cst.Name) and is_bound_inside(self.file, root.value, loop)


def _is_log(call: cst.Call) -> bool:
    """Whether a call prints to `sys.stderr`, `log.v1` and the like."""
    given = argument(call, "file")
    return given is not None and _LOG.match(dotted_name(given) or "") is not None
