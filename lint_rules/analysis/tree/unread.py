"""Draws of which nothing can come: read by nobody, a choice of one, a comparison that is always the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import holder_of, stored_as, targets_of, value_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_OF_ITS_OWN = frozenset({"builtins.list", "numpy.arange", "numpy.array", "numpy.linspace", "numpy.zeros"})
# Functions of numpy that do more than compute what they return.
_ACTS = re.compile(r".*[._](dump|save|shuffle|tofile|write).*")
# What holds a value only in what it is itself.
_MAKES_ANOTHER = (
    *(cst.BinaryOperation, cst.Call, cst.GeneratorExp, cst.IfExp, cst.List, cst.ListComp, cst.Tuple),
)
# What lies in [0, 1).
_FRACTIONS = frozenset(
    {
        *("random.random", "numpy.random.rand", "numpy.random.random", "numpy.random.random_sample"),
        *("numpy.random.ranf", "numpy.random.sample", "torch.rand"),
    }
)


def is_never_read(file: SourceFile, node: cst.CSTNode) -> bool:
    """`x = random.random()` in a function, or below `if __name__ == "__main__"`, without any use of `x`.

    So it is with `_ = np.linalg.eig(np.random.rand(9, 9))`, anywhere.
    """
    made = _made_of(file, node)
    name, function = holder_of(file, made), file.function(node)
    if name is None or not name.isidentifier() or _changes_something(node):
        return False
    if (
        not isinstance(function, cst.FunctionDef)
        and name != "_"
        and not file.facts.is_guarded(file.position(node).line)
    ):
        return False
    uses = occurrences(file, function, name)
    return all(
        (is_store(file, use) and not isinstance(file.parent(use), cst.NameItem))
        or _is_own_change(file, use, name)
        or _is_overwritten_at_once(file, use)
        for use in uses
    )


def _made_of(file: SourceFile, node: cst.CSTNode) -> cst.CSTNode:
    """What libraries of numbers make of a value, and nothing else: `np.linalg.eig(np.random.rand(3, 3))`."""
    made = node
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Call) and not _only_computes(file, ancestor):
            return made
        if isinstance(ancestor, _MAKES_ANOTHER):
            made = ancestor
        elif not isinstance(ancestor, cst.Arg | cst.Attribute | cst.Element):
            return made
    return made


def _only_computes(file: SourceFile, call: cst.Call) -> bool:
    """`np.dot(x, y)`, `np.random.rand(3).dot(y)`"""
    made = call
    while isinstance(made.func, cst.Attribute) and isinstance(made.func.value, cst.Call):
        made = made.func.value
    if isinstance(made.func, cst.Attribute) and isinstance(made.func.value, cst.SimpleString):
        return True  # `"".join(parts)`
    name = file.resolve(made.func)
    return name.startswith(("numpy.", "scipy.")) and _ACTS.fullmatch(name) is None


def _is_own_change(file: SourceFile, use: cst.CSTNode, name: str) -> bool:
    """`probes = probes / probes.norm()`: what comes of it is still in the same name."""
    change = file.enclosing(use, cst.Assign)
    if change is None or len(change.targets) != 1 or dotted_name(change.targets[0].target) != name:
        return False
    calls = [part.func for part in file.below(change.value) if isinstance(part, cst.Call)]
    return all(
        file.resolve(call).startswith(("builtins.", "numpy.", "torch."))
        or (isinstance(call, cst.Attribute) and (dotted_name(call.value) or "").partition(".")[0] == name)
        for call in calls
    )


def _is_overwritten_at_once(file: SourceFile, use: cst.CSTNode) -> bool:
    """`place = [rows[0], rows[1]]`, and then `place = [5, 2]`: nobody reads what is made of `rows`."""
    assign = file.enclosing(use, cst.Assign)
    line = file.parent(assign) if assign is not None else None
    block = file.parent(line) if line is not None else None
    name = holder_of(file, assign.value) if assign is not None else None
    if assign is None or name is None or not isinstance(block, cst.IndentedBlock | cst.Module):
        return False
    calls = file.of_kind(cst.Call, assign.value)
    after = block.body[block.body.index(line) + 1 :][:1]
    again = after[0].body[0] if after and isinstance(after[0], cst.SimpleStatementLine) else None
    return (
        isinstance(again, cst.Assign)
        and name in map(stored_as, targets_of(again))
        and name not in (dotted_name(part) for part in file.below(again.value))
        and all(file.resolve(call.func).startswith(("builtins.", "numpy.")) for call in calls)
    )


def _changes_something(node: cst.CSTNode) -> bool:
    """`nn.init.normal_(weight)`, `shuffle(order)`: what comes back is not the point."""
    last = (dotted_name(node.func) or "").rpartition(".")[2] if isinstance(node, cst.Call) else "_"
    return last.endswith(("_", "shuffle"))


def is_shuffled_for_nobody(file: SourceFile, node: cst.CSTNode) -> bool:
    """`order = np.arange(9); np.random.shuffle(order)`, and no use of `order` in the rest of the function."""
    if not isinstance(node, cst.Call) or not file.resolve(node.func).endswith(".shuffle") or not node.args:
        return False
    shuffled, function = node.args[0].value, file.function(node)
    if not isinstance(shuffled, cst.Name) or not isinstance(function, cst.FunctionDef):
        return False
    made = value_of(file, shuffled)
    if not isinstance(made, cst.Call) or file.resolve(made.func) not in _OF_ITS_OWN:
        return False  # others may hold it, too
    if any(isinstance(a, cst.For | cst.While) for a in file.ancestors(node) if file.holds(function, a)):
        return False
    reads = [u for u in occurrences(file, function, shuffled.value) if not is_store(file, u)]
    return all(file.function(u) is function and file.order(u) <= file.order(shuffled) for u in reads)


def is_choice_of_one(file: SourceFile, node: cst.CSTNode) -> bool:
    """`random.choice(["adam"])`, where others may be added one day."""
    if not isinstance(node, cst.Call) or not file.resolve(node.func).endswith(".choice") or not node.args:
        return False
    among = node.args[0].value
    return (
        isinstance(among, cst.List | cst.Tuple)
        and len(among.elements) == 1
        and isinstance(among.elements[0], cst.Element)
    )


def is_always_the_same(file: SourceFile, node: cst.CSTNode) -> bool:
    """`random.random() < 1`, `torch.rand(1) < 0.0`: a step that is always taken, or switched off."""
    asked = file.parent(node)
    if not isinstance(node, cst.Call) or not isinstance(asked, cst.Comparison) or asked.left is not node:
        return False
    if len(asked.comparisons) != 1 or file.resolve(node.func) not in _FRACTIONS:
        return False
    target = asked.comparisons[0]
    bound = constant(target.comparator)  # one that has a name may be set to something else
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return False
    at_zero = isinstance(target.operator, cst.LessThan | cst.GreaterThanEqual)
    ordered = at_zero or isinstance(target.operator, cst.LessThanEqual | cst.GreaterThan)
    return ordered and (bound >= 1 or bound < 0 or (bound == 0 and at_zero))
