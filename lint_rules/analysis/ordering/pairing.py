"""Whether lists that are paired by position belong together, so that their common order does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bindings, is_store
from lint_rules.analysis.tree.nodes import comprehension_clauses, dotted_name, only_index, stored_names
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.consumers import MAPPING_METHODS, PROGRESS_BARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 4
_EXTREMES = frozenset({"argmax", "argmin", "nanargmax", "nanargmin", "idxmax", "idxmin"})
_EXTREME_VALUES = frozenset({"builtins.max", "builtins.min"})
_KEEPING = frozenset({"builtins.list", "builtins.tuple", "builtins.iter"})


def come_from_one_thing(file: SourceFile, call: cst.Call) -> bool:
    """`zip(table["a"], table["b"])`, `zip(names, [f(n) for n in names])`: pairs of what belongs together."""
    paired = [arg.value for arg in call.args if arg.keyword is None]
    roots = {_root(file, value, _DEPTH) for value in paired}
    return len(paired) > 1 and len(roots) == 1 and "" not in roots


def is_paired_with_loop(file: SourceFile, subscript: cst.Subscript) -> bool:
    """`outputs[i]`, where `i` numbers the items of what `outputs` was made from: `enumerate(inputs)`."""
    index = only_index(subscript)
    if not isinstance(index, cst.Name):
        return False
    for ancestor in file.ancestors(subscript):
        if isinstance(ancestor, cst.For) and index.value in stored_names(ancestor.target):
            call = ancestor.iter
            numbers = isinstance(call, cst.Call) and file.resolve(call.func) == "builtins.enumerate"
            if not numbers or not isinstance(call, cst.Call) or not call.args:
                return False
            inner = call.args[0].value
            if isinstance(inner, cst.Call) and inner.args and not isinstance(inner.func, cst.Attribute):
                inner = inner.args[0].value  # a progress bar
            root = _root(file, inner, _DEPTH)
            return root != "" and root == _root(file, subscript.value, _DEPTH)
    return False


def loop_over_places(
    file: SourceFile, subscript: cst.Subscript, shown: Callable[[cst.CSTNode], bool]
) -> cst.For | cst.CompFor | None:
    """The loop of `for i in range(len(files)): load(files[i])`, where `i` only stands for an item.

    `shown` says of a use of the number whether it is only for people to read.
    """
    index = only_index(subscript)
    if not isinstance(index, cst.Name):
        return None
    number, root = index.value, _root(file, subscript.value, _DEPTH)
    found = _loop_of(file, subscript, number)
    if found is None or not root or root != _counted(file, found[0].iter):
        return None
    loop, around = found
    for use in file.names(around, number):
        place = file.enclosing(use, cst.Subscript) if isinstance(file.parent(use), cst.Index) else None
        reads = isinstance(place, cst.Subscript) and not is_store(file, place) and len(place.slice) == 1
        same = reads and place is not None and _root(file, place.value, _DEPTH) == root
        if use is not loop.target and not same and not shown(use):
            return None
    return loop


def cut_into_parts(file: SourceFile, subscript: cst.Subscript) -> cst.CompFor | None:
    """`[files[i : i + n] for i in range(0, len(files), n)]`: all items, one part after the other."""
    comprehension, part = file.parent(subscript), subscript.slice[0].slice
    if not isinstance(comprehension, cst.ListComp | cst.GeneratorExp) or comprehension.elt is not subscript:
        return None
    clause = comprehension.for_in
    stepped = isinstance(clause.iter, cst.Call) and len(clause.iter.args) == 3
    starts = isinstance(part, cst.Slice) and part.lower is not None and part.lower.deep_equals(clause.target)
    plain = clause.inner_for_in is None and not clause.ifs and len(subscript.slice) == 1
    return clause if starts and stepped and plain else None


def _loop_of(
    file: SourceFile, node: cst.CSTNode, variable: str
) -> tuple[cst.For | cst.CompFor, cst.CSTNode] | None:
    """The loop or comprehension around that binds a name, and the code that may use it."""
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.For) and variable in stored_names(ancestor.target):
            return ancestor, ancestor.body
        if isinstance(ancestor, cst.BaseSimpleComp):
            clauses = comprehension_clauses(ancestor)
            clause = next((one for one in clauses if variable in stored_names(one.target)), None)
            if clause is not None:
                return clause, ancestor
    return None


def _counted(file: SourceFile, iterated: cst.BaseExpression) -> str | None:
    """The root of `files` in `range(len(files))`."""
    inner = iterated
    for function in ("builtins.range", "builtins.len"):
        if not isinstance(inner, cst.Call) or len(inner.args) != 1 or file.resolve(inner.func) != function:
            return None
        inner = inner.args[0].value
    return _root(file, inner, _DEPTH)


def is_chosen_by_value(file: SourceFile, subscript: cst.Subscript) -> bool:
    """`files[np.argmax(times)]`, `files[times.index(max(times))]`: what the items say chooses one of them."""
    index = only_index(subscript)
    call = None if index is None else value_of(file, index)
    if not isinstance(call, cst.Call):
        return False
    if (dotted_name(call.func) or "").rpartition(".")[2] in _EXTREMES:
        return not _is_predicted(file, call)
    asked = call.args[0].value if call.args else None
    by_place = isinstance(call.func, cst.Attribute) and call.func.attr.value == "index"
    return by_place and isinstance(asked, cst.Call) and file.resolve(asked.func) in _EXTREME_VALUES


def _is_predicted(file: SourceFile, extreme: cst.Call) -> bool:
    """`np.argmax(model.predict(x))`: the number of a class, whatever list is asked for its name."""
    given = [value_of(file, arg.value) for arg in extreme.args[:1]]
    parts = [part for value in given for part in (value, *file.below(value))]
    return any(isinstance(part, cst.Attribute) and part.attr.value.startswith("predict") for part in parts)


def _root(file: SourceFile, node: cst.CSTNode, depth: int) -> str:
    """The name of what an expression is computed from item by item; "" where that cannot be told."""
    if isinstance(node, cst.ListComp | cst.GeneratorExp):
        plain = node.for_in.inner_for_in is None and not node.for_in.ifs
        return _root(file, node.for_in.iter, depth) if plain else ""
    if isinstance(node, cst.Name):
        return _root_of_name(file, node, depth)
    if isinstance(node, cst.Attribute | cst.Subscript):
        return _root(file, node.value, 0)
    if not isinstance(node, cst.Call):
        return ""
    through = _gone_through(file, node)
    if through is None and file.resolve(node.func) == "builtins.set" and len(node.args) == 1:
        made = dotted_name(node.args[0].value)  # equal sets have the same order in one run
        return f"set of {made}" if made is not None else ""
    if through is not None:
        return _root(file, through, depth)
    return _root(file, node.func.value, 0) if isinstance(node.func, cst.Attribute) else ""


def _root_of_name(file: SourceFile, name: cst.Name, depth: int) -> str:
    """A list that is made of another one, item by item, has that one's order."""
    values = [value for _, value in bindings(file, file.function(name), name.value)] if depth else []
    roots = {_root(file, made, depth - 1) if _is_item_by_item(file, made) else "" for made in values if made}
    roots.discard(name.value)  # `names = [n.lower() for n in names]`
    return roots.pop() if len(roots) == 1 and None not in values and "" not in roots else name.value


def _is_item_by_item(file: SourceFile, made: cst.CSTNode) -> bool:
    through = isinstance(made, cst.Call) and _gone_through(file, made) is not None
    return through or isinstance(made, cst.ListComp | cst.GeneratorExp)


def _gone_through(file: SourceFile, call: cst.Call) -> cst.BaseExpression | None:
    """What a call goes through, giving one item for each: `list(x)`, `map(f, x)`, `pool.imap(f, x)`."""
    if not all(arg.keyword is None and not arg.star for arg in call.args[:2]):
        return None
    if file.resolve(call.func) in _KEEPING and len(call.args) == 1:
        return call.args[0].value
    last = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    if call.args and isinstance(last, cst.Name) and last.value.lower() in PROGRESS_BARS:
        return call.args[0].value
    maps = isinstance(last, cst.Name) and last.value in MAPPING_METHODS
    return call.args[1].value if maps and len(call.args) == 2 else None
