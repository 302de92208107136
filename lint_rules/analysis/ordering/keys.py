"""Keys by which items are compared: may different items of a set have the same one?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import dotted_name, only_index

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# Tables that give every item a place of its own.
_PLACES = re.compile(r"\w*?(order|index|idx|rank|position|number|bpe_code|merge)(s|es|ing)?", re.IGNORECASE)
_TELLING_KEYS = frozenset(f"builtins.{name}" for name in ("float", "id", "int", "repr", "str"))
# What is measured of an item, as opposed to what it is called.
_MEASURE = re.compile(
    r"\w*?(count|counts|counter|freq|freqs|frequency|frequencies|score|scores|weight|weights|size|sizes|length|"
    r"degree|degrees|priority|prob|probs|distance|similarity|tf|df|idf|value|importance|shape|shapes|lens|"
    r"lengths|duration|durations)"
)


def may_be_shared(file: SourceFile, key: cst.BaseExpression) -> bool:
    """Whether different items may have the same key, as far as can be seen. For `max` and `min`."""
    if isinstance(key, cst.Lambda):
        return not (_holds_the_item(key) or _looks_up_place(key.body))
    placed = isinstance(key, cst.Attribute) and key.attr.value == "get" and _gives_places(key.value)
    return not placed and file.resolve(key) not in _TELLING_KEYS


def measures(file: SourceFile, key: cst.BaseExpression) -> bool:
    """Whether a key surely measures the items, so that many have the same: `len`, `count.get`.

    For `sorted`, whose keys mostly bring parts of names into an order.
    """
    if isinstance(key, cst.Attribute):
        return key.attr.value in ("get", "count", "__getitem__") and not _gives_places(key.value)
    if not isinstance(key, cst.Lambda):
        return file.resolve(key) == "builtins.len"
    return not _holds_the_item(key) and _is_measure(file, key.body)


def takes_later_part(file: SourceFile, key: cst.BaseExpression) -> bool:
    """`itemgetter(1)`, `lambda pair: pair[1]`: a count, or an id that tells them apart as a name does."""
    if isinstance(key, cst.Call):
        places = [arg.value for arg in key.args] if file.resolve(key.func) == "operator.itemgetter" else []
        return len(places) == 1 and isinstance(places[0], cst.Integer) and places[0].value != "0"
    return isinstance(key, cst.Lambda) and _is_later_part(key)


def takes_measure(file: SourceFile, taken: cst.CSTNode) -> bool:
    """`counts.most_common(1)[0][1]`, `max(counts.items(), key=...)[1]`: how many, whichever it is."""
    place = file.parent(taken)
    while isinstance(outer := file.parent(place) if place is not None else None, cst.Subscript):
        place = outer
    index = only_index(place) if isinstance(place, cst.Subscript) else None
    return isinstance(index, cst.Integer) and index.value == "1"


def _is_measure(file: SourceFile, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.UnaryOperation):
        return _is_measure(file, node.expression)
    if isinstance(node, cst.Tuple):
        return all(_is_measure(file, element.value) for element in node.elements)
    if isinstance(node, cst.Subscript | cst.Attribute):
        if isinstance(node, cst.Attribute) and node.attr.value == "value":
            return False  # of an enumeration: no two members have the same
        held: cst.BaseExpression = node
        while isinstance(held, cst.Subscript):  # `shapes[x][0]`
            held = held.value
        name = (dotted_name(held) or "").rpartition(".")[2]
        return _MEASURE.fullmatch(name) is not None
    if not isinstance(node, cst.Call):
        return False
    method = node.func if isinstance(node.func, cst.Attribute) else None
    if method is not None:
        looked_up = method.attr.value == "get" and not _gives_places(method.value)
        if (looked_up and not _asks_for_field(node)) or method.attr.value == "count":
            return True
    return file.resolve(node.func) == "builtins.len" or _is_called_measure(node.func)


def _is_called_measure(function: cst.BaseExpression) -> bool:
    """`self.word_frequency(word)`, `score(word)`"""
    return _MEASURE.fullmatch((dotted_name(function) or "").rpartition(".")[2]) is not None


def _asks_for_field(call: cst.Call) -> bool:
    """`record.get("created")`, `record.get(CREATED, 0)`: the same is asked of every item."""
    asked = call.args[0].value if call.args else None
    name = dotted_name(asked) if asked is not None else None
    constant = name is not None and name.rpartition(".")[2].isupper()
    return constant or isinstance(asked, cst.SimpleString)


def _gives_places(table: cst.BaseExpression) -> bool:
    return _PLACES.fullmatch((dotted_name(table) or "").rpartition(".")[2]) is not None


def _is_later_part(key: cst.Lambda) -> bool:
    """`lambda pair: pair[1]`, `-pair[1]`: what stands first mostly is a name."""
    body = key.body.expression if isinstance(key.body, cst.UnaryOperation) else key.body
    index = only_index(body)
    if not isinstance(body, cst.Subscript) or not isinstance(body.value, cst.Name):
        return False
    item = key.params.params[0].name.value if key.params.params else ""
    return body.value.value == item and isinstance(index, cst.Integer) and index.value != "0"


def _looks_up_place(node: cst.BaseExpression) -> bool:
    """`ranks.get(pair, inf)`"""
    method = node.func if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else None
    return method is not None and method.attr.value == "get" and _gives_places(method.value)


def _holds_the_item(key: cst.Lambda) -> bool:
    """`lambda x: x`, `lambda x: (count[x], x)`, `lambda x: order[x]`: no two items have the same key."""
    if isinstance(key.body, cst.Subscript):
        return _gives_places(key.body.value)
    parts = [e.value for e in key.body.elements] if isinstance(key.body, cst.Tuple) else [key.body]
    parameters = {p.name.value for p in key.params.params}
    return any(isinstance(part, cst.Name) and part.value in parameters for part in parts)
