"""Which expressions surely are integers: their hash is not salted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import libcst as cst

from lint_rules.analysis.ordering.kinds import Kind
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import comprehension_clauses, stored_names
from lint_rules.analysis.tree.values import origins
from lint_rules.knowledge.consumers import INTEGER_TYPES, TENSOR_MAKERS, TYPED_MAKERS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


class KindOf(Protocol):
    def __call__(self, node: cst.CSTNode, depth: int) -> Kind: ...


# Nobody calls anything else so.
_INDEX = re.compile(
    r"(\w+_)?(idx|idxs|idxes|indices|tok_id|tok_ids|token_id|token_ids)|input_ids|indices_\w+s?|\w+_labels_"
)
_NO_TENSORS = frozenset({"load", "compile", "device", "dtype", "Size", "Generator", "typename", "is_tensor"})
_INTEGER_NAME = re.compile(r"u?int\d*|[iu]\d?")
_INTEGER_CALLS = frozenset(f"builtins.{name}" for name in ("int", "len", "ord", "round")) | {
    "numpy.argmax",
    "numpy.argmin",
}
_ADDING_UP = frozenset({"sum", "mean", "std", "var", "prod", "cumsum", "dot"})
_INDEX_ARRAYS = frozenset({"numpy.argsort", "numpy.flatnonzero", "numpy.nonzero", "numpy.where"})


class Integers:
    """Looks for them in one file. `kind` says what is known of an expression that may be a set."""

    def __init__(self, file: SourceFile, kind: KindOf) -> None:
        self.file = file
        self.kind = kind

    def are_held_by(self, node: cst.CSTNode, depth: int) -> bool:
        if isinstance(node, cst.Call) and self.file.resolve(node.func) == "builtins.range":
            return True
        found = node.value if isinstance(node, cst.Subscript) else node
        if isinstance(found, cst.Call) and self.file.resolve(found.func) in _INDEX_ARRAYS:
            return len(found.args) == 1  # `where(test, a, b)` holds values
        if isinstance(node, cst.Name) and _INDEX.fullmatch(node.value) and not node.value.endswith("x"):
            return True
        if isinstance(node, cst.Call | cst.Name) and _comes_from_tensor(self.file, node):
            return True
        if isinstance(node, cst.List | cst.Tuple):
            return bool(node.elements) and all(self.surely_is(e.value) for e in node.elements)
        if isinstance(node, cst.ListComp | cst.GeneratorExp):
            return self.surely_is(node.elt)
        return depth > 0 and self.kind(node, depth) is Kind.INTEGERS

    def surely_is(self, node: cst.CSTNode) -> bool:
        """Whether an expression surely is an integer."""
        if isinstance(node, cst.Integer):
            return True
        if isinstance(node, cst.UnaryOperation):
            return self.surely_is(node.expression)
        if isinstance(node, cst.BinaryOperation):
            division = isinstance(node.operator, cst.Divide)
            return not division and self.surely_is(node.left) and self.surely_is(node.right)
        if isinstance(node, cst.Call):
            item = isinstance(node.func, cst.Attribute) and node.func.attr.value == "item" and not node.args
            return item or self.file.resolve(node.func) in _INTEGER_CALLS
        if isinstance(node, cst.Name) and _INDEX.fullmatch(node.value):
            return True
        return isinstance(node, cst.Name) and self._counts(node)

    def _counts(self, node: cst.Name) -> bool:
        """Whether a name is the variable of a loop over `range`, or the number that `enumerate` gives."""
        for ancestor in self.file.ancestors(node):
            clauses: list[cst.For | cst.CompFor] = []
            if isinstance(ancestor, cst.For):
                clauses = [ancestor]
            elif isinstance(ancestor, cst.BaseComp):
                clauses = list(comprehension_clauses(ancestor))
            for clause in clauses:
                if node.value in stored_names(clause.target):
                    return self._gives_integers(clause, node.value)
            if isinstance(ancestor, cst.FunctionDef):
                return False
        return False

    def _gives_integers(self, clause: cst.For | cst.CompFor, name: str) -> bool:
        if not isinstance(clause.iter, cst.Call):
            return self.kind(clause.iter, 2) is Kind.INTEGERS
        function = self.file.resolve(clause.iter.func)
        if function == "builtins.enumerate":
            target = clause.target
            return isinstance(target, cst.Tuple) and stored_names(target.elements[0].value) == [name]
        return function == "builtins.range" and isinstance(clause.target, cst.Name)


def becomes_integers(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether items can only be numbers, by what takes them all: `np.fromiter(s, dtype=np.int64)`.

    What a tensor of torch holds is numbers, and the hash of a float is not salted either.
    """
    parent = file.parent(node)
    if isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Name):
        return any(
            becomes_integers(file, use) for use in later_uses(file, parent, parent.targets[0].target.value)
        )
    call = file.parent(parent) if isinstance(parent, cst.Arg) and not parent.star else None
    if not isinstance(call, cst.Call) or call.args[0] is not parent:
        return False
    name = file.resolve(call.func)
    if name in ("builtins.list", "builtins.tuple"):
        return becomes_integers(file, call)
    if name in TENSOR_MAKERS:
        return True
    given = argument(call, "dtype", TYPED_MAKERS[name]) if name in TYPED_MAKERS else None
    if given is None:
        return name in ("numpy.array", "numpy.asarray") and _is_added_up(file, call)
    said = constant(given)
    named = isinstance(said, str) and _INTEGER_NAME.fullmatch(said) is not None
    return named or file.resolve(given) in INTEGER_TYPES


def _is_added_up(file: SourceFile, array: cst.Call) -> bool:
    """`rows = np.array(list(found))`, and then `rows.sum(1)`: text cannot be added up."""
    assign = file.parent(array)
    if not isinstance(assign, cst.Assign) or not isinstance(target := assign.targets[0].target, cst.Name):
        return False
    parents = [file.parent(use) for use in later_uses(file, assign, target.value)]
    return any(isinstance(part, cst.Attribute) and part.attr.value in _ADDING_UP for part in parents)


def _comes_from_tensor(file: SourceFile, node: cst.BaseExpression) -> bool:
    """`labels.cpu().numpy()`, and what functions of torch compute: tensors hold numbers."""
    part: cst.BaseExpression = node
    while isinstance(part, cst.Call) and isinstance(part.func, cst.Attribute):
        if part.func.attr.value in ("cpu", "detach"):
            return True
        part = part.func.value
    found = [name.split(".") for name in origins(file, node)]
    return bool(found) and all(
        parts[0] == "torch" and len(parts) == 2 and parts[1] not in _NO_TENSORS for parts in found
    )
