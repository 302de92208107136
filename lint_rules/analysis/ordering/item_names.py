"""What expressions are called, or asked for by. Names prove nothing; they decide where nothing else does."""

from __future__ import annotations

import re

import libcst as cst

from lint_rules.analysis.ordering.content import Content
from lint_rules.analysis.tree.nodes import only_index
from lint_rules.knowledge import item_words

# `word2idx`, `id_to_label`: what the keys and the values are called.
_TABLE = re.compile(r"_*([A-Za-z_]+?)_*(?:2|_to_)_*([A-Za-z_]+)")

_PLACES = frozenset({"i", "ix"})  # `i2word.keys()`


def of_place(node: cst.Subscript) -> Content:
    """`array[:, 0]` is of an array, and those mostly hold numbers; `frame.loc[rows, "name"]` may be text."""
    table = node.value
    labelled = isinstance(table, cst.Attribute) and table.attr.value in ("loc", "iloc", "at", "iat", "ix")
    return Content.UNKNOWN if labelled else Content.LIKE_NUMBERS


def is_field(node: cst.CSTNode) -> bool:
    """`row["kind"]`, `row.get("kind")`, `row[KIND]`: what records and tables keep under a name.

    Also `row.keys()`, and `row[3] + other[3]`: lists that records keep.
    """
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return _is_place(node.left) and _is_place(node.right)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        if node.func.attr.value == "keys":
            return True
        return node.func.attr.value in ("get", "pop") and bool(node.args) and _is_key(node.args[0].value)
    index = only_index(node)
    return index is not None and _is_key(index)


def _is_place(node: cst.BaseExpression) -> bool:
    return isinstance(only_index(node), cst.Integer)


def _is_key(node: cst.BaseExpression) -> bool:
    """A name that tells something: `"y"` may be anything, and labels are as often numbers."""
    if isinstance(node, cst.Name):
        return len(node.value) > 2 and node.value.isupper()
    said = str(node.evaluated_value) if isinstance(node, cst.SimpleString) else ""
    return len(said) > 2 and not said.lower().endswith(("label", "labels", "id", "ids", "target", "class"))


def by_name(node: cst.CSTNode) -> Content:
    """What the name of an expression suggests: `word`, `self.words`, `row["word"]`, `get_words()`."""
    text = _called(node)
    said = item_words.is_called_like_text(text) if text else None
    if said is None:
        return Content.UNKNOWN
    return Content.LIKE_SALTED if said else Content.LIKE_NUMBERS


def with_name(found: Content, node: cst.CSTNode) -> Content:
    """What is known of an expression, or where nothing shows, what its own name suggests."""
    if found is Content.LIKE_SALTED and is_called_by_id(node):
        return Content.UNKNOWN  # whatever the names suggest of what it is made of
    return found if found is not Content.UNKNOWN else by_name(node)


def is_called_by_id(node: cst.CSTNode) -> bool:
    """`hemisphere_ids`: as often numbers as text."""
    return item_words.is_called_by_id(_called(node))


def part_of_table(call: cst.Call) -> str:
    """`word` for `word2idx.keys()`, `idx` for `word2idx.values()`; "" for other calls."""
    method = call.func if isinstance(call.func, cst.Attribute) else None
    asked = method.attr.value if method is not None else ""
    if method is None or asked not in ("keys", "values"):
        return ""
    table = _TABLE.fullmatch(_called(method.value))
    if table is None:
        return ""
    part = table[1 if asked == "keys" else 2]
    return "index" if part in _PLACES else part


def _called(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return node.attr.value
    if isinstance(node, cst.Call):
        return part_of_table(node) or _called(node.func)
    if isinstance(node, cst.Subscript):
        index = only_index(node)
        if isinstance(index, cst.SimpleString):
            return str(index.evaluated_value)
        if isinstance(index, cst.Name) and index.value.isupper():
            return _called(index)
        return _called(node.value)
    return ""
