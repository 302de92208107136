"""What the uses of a variable say of it: `x.lower()` is done to text, `x + 1` to a number."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.content import Content
from lint_rules.analysis.tree.names import occurrences
from lint_rules.analysis.tree.nodes import INEQUALITIES, TEXT, only_index
from lint_rules.analysis.tree.remembering import remembered
from lint_rules.knowledge.consumers import ARRAY_MAKERS, TENSOR_MAKERS
from lint_rules.knowledge.items import TEXT_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_TAKE_TEXT = frozenset(
    {"builtins.open", "os.path.join", "pathlib.Path", "re.match", "re.search", "re.sub", "json.loads"}
    | {"os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.basename", "importlib.import_module"}
)
_OF_NUMBERS = frozenset(
    {"T", "astype", "cpu", "detach", "dtype", "imag", "is_integer", "item", "max", "mean", "min", "ndim"}
    | {"numpy", "real", "reshape", "shape", "size", "sum", "tolist"}
)
_EQUALITIES = (cst.Equal, cst.NotEqual)


@remembered
def content_by_use(file: SourceFile, within: cst.CSTNode, name: str) -> Content:
    """The first use that tells."""
    for use in occurrences(file, within, name):
        content = _of_use(file, use)
        if content is not Content.UNKNOWN:
            return content
    return Content.UNKNOWN


def content_of_field(file: SourceFile, node: cst.CSTNode) -> Content:
    """Of `row["kind"]` and `row.get("kind")` what the file does elsewhere with a field of that name."""
    key = _key_of(node)
    places = _fields(file, file.module, "").get(key, ()) if key else ()
    said = (_of_use(file, place) for place in places)
    return next((content for content in said if content is not Content.UNKNOWN), Content.UNKNOWN)


@remembered
def _fields(file: SourceFile, within: cst.CSTNode, _: str) -> dict[str, list[cst.CSTNode]]:
    found: dict[str, list[cst.CSTNode]] = defaultdict(list)
    for node in (*file.of_kind(cst.Subscript, within), *file.of_kind(cst.Call, within)):
        if key := _key_of(node):
            found[key].append(node)
    return found


def _key_of(node: cst.CSTNode) -> str:
    index = only_index(node)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.args:
        index = node.args[0].value if node.func.attr.value == "get" else None
    return str(index.evaluated_value) if isinstance(index, cst.SimpleString) else ""


def reads_attribute(file: SourceFile, within: cst.CSTNode, name: str) -> bool:
    """Whether a variable is asked for what numbers do not have: `node.children`, `len(word)`."""
    parents = [file.parent(use) for use in occurrences(file, within, name)]
    if any(isinstance(p, cst.Attribute) and p.attr.value not in _OF_NUMBERS for p in parents):
        return True
    return any(isinstance(parent, cst.Arg) and _is_measured(file, parent) for parent in parents)


def _is_measured(file: SourceFile, arg: cst.Arg) -> bool:
    """`len(word) > 2`; who asks whether it is 2 has a tuple, of numbers perhaps."""
    call = file.parent(arg)
    if not isinstance(call, cst.Call) or file.resolve(call.func) != "builtins.len":
        return False
    compared = file.parent(call)
    targets = compared.comparisons if isinstance(compared, cst.Comparison) else []
    return not any(isinstance(target.operator, _EQUALITIES) for target in targets)


def _of_use(file: SourceFile, use: cst.CSTNode) -> Content:
    parent = file.parent(use)
    if isinstance(parent, cst.Attribute) and parent.value is use:
        call = file.parent(parent)
        called = isinstance(call, cst.Call) and call.func is parent
        return Content.SALTED if called and parent.attr.value in TEXT_METHODS else Content.UNKNOWN
    if isinstance(parent, cst.Arg):
        call = file.parent(parent)
        name = file.resolve(call.func) if isinstance(call, cst.Call) else ""
        if name == "builtins.range" or name in ARRAY_MAKERS | TENSOR_MAKERS:
            return Content.NUMBERS  # also of a tuple of numbers
        return Content.SALTED if name in _TAKE_TEXT else Content.UNKNOWN
    if isinstance(parent, cst.BinaryOperation):
        return _of_operation(parent, use)
    if isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Minus):
        return Content.NUMBERS
    if isinstance(parent, cst.ComparisonTarget):
        parent = file.parent(parent)
    if isinstance(parent, cst.Comparison):
        return _of_comparison(parent, use)
    if isinstance(parent, cst.Index):
        return _of_index(file, parent)
    return Content.UNKNOWN


def _of_operation(operation: cst.BinaryOperation, use: cst.CSTNode) -> Content:
    other = operation.right if operation.left is use else operation.left
    if isinstance(other, TEXT):
        tells = isinstance(operation.operator, cst.Add | cst.Divide)  # `"%s" % x` takes anything
        return Content.SALTED if tells else Content.UNKNOWN
    number = isinstance(other, cst.Integer | cst.Float)
    arithmetic = isinstance(operation.operator, cst.Add | cst.Subtract | cst.FloorDivide | cst.Divide)
    return Content.NUMBERS if number and arithmetic else Content.UNKNOWN


def _of_comparison(comparison: cst.Comparison, use: cst.CSTNode) -> Content:
    """`x == "a"`, `x in ("a", "b")`, `"a" in x`, `x > 0`."""
    for target in comparison.comparisons:
        sides = [comparison.left, target.comparator]
        if all(side is not use for side in sides):
            continue
        other = sides[1] if sides[0] is use else sides[0]
        if isinstance(other, TEXT):
            return Content.SALTED
        if isinstance(other, cst.Tuple | cst.List | cst.Set) and sides[0] is use and other.elements:
            first = other.elements[0].value
            if isinstance(first, TEXT):
                return Content.SALTED
            return Content.NUMBERS if isinstance(first, cst.Integer) else Content.UNKNOWN
        if _is_number(other) and isinstance(target.operator, (*_EQUALITIES, *INEQUALITIES)):
            return Content.NUMBERS
    return Content.UNKNOWN


def _of_index(file: SourceFile, index: cst.Index) -> Content:
    """`array[x, 0]`, `array[:, x]`: a place in an array."""
    subscript = file.parent(file.parent(index) or index)
    if not isinstance(subscript, cst.Subscript) or len(subscript.slice) < 2:
        return Content.UNKNOWN
    others = [part.slice for part in subscript.slice if part.slice is not index]
    placed = any(
        isinstance(other, cst.Slice) or (isinstance(other, cst.Index) and _is_number(other.value))
        for other in others
    )
    table = subscript.value
    labelled = isinstance(table, cst.Attribute) and table.attr.value in ("loc", "at")
    return Content.NUMBERS if placed and not labelled else Content.UNKNOWN


def _is_number(node: cst.BaseExpression) -> bool:
    inner = node.expression if isinstance(node, cst.UnaryOperation) else node
    return isinstance(inner, cst.Integer | cst.Float)
