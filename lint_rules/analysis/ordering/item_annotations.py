"""What annotations say of the items of a collection, and of single items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.content import Content, of_one_kind, of_tuple
from lint_rules.analysis.tree.arguments import is_none
from lint_rules.analysis.tree.names import bound_around
from lint_rules.knowledge.items import ITEM_TYPES, NUMBER_ARRAYS

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.tree.source import SourceFile

_TEXTUAL = re.compile(r"(?:\w+\.)*\w+\[\s*(str|int|float|bytes)\b")
_CLASS = re.compile(r"_?[A-Z]\w*[a-z]\w*")
# What aliases of numbers are called.
_NUMBERED = re.compile(r"(Id|ID|Index|Idx|Int|Number|Num|Float|Real|Value|Any|Hashable|Label|Key|Type|T)s?$")
_NEUTRAL = frozenset(
    {"typing", "typing_extensions", "numpy", "numbers", "builtins", "collections", "decimal"}
)
_UNIONS = frozenset({"typing.Optional", "typing.Union"})
_TUPLES = frozenset({"typing.Tuple", "builtins.tuple"})


def items_declared(file: SourceFile, annotation: cst.BaseExpression, identity: Identity) -> Content:
    """`list[str]`, `Optional[Set[int]]`, `"set[str]"`; of a mapping, its keys."""
    if isinstance(annotation, cst.SimpleString):
        found = _TEXTUAL.match(str(annotation.evaluated_value))
        return _plain(f"builtins.{found[1]}") if found else Content.UNKNOWN
    if isinstance(annotation, cst.BinaryOperation):
        sides = [side for side in (annotation.left, annotation.right) if not is_none(side)]
        return of_one_kind(items_declared(file, side, identity) for side in sides)
    if not isinstance(annotation, cst.Subscript):
        name = file.resolve(annotation)
        if name in NUMBER_ARRAYS:
            return Content.NUMBERS if name.startswith("torch.") else Content.UNKNOWN
        return Content.SALTED if name == "builtins.str" else Content.UNKNOWN
    inner = [part.slice.value for part in annotation.slice if isinstance(part.slice, cst.Index)]
    if file.resolve(annotation.value) in _UNIONS:
        return of_one_kind(items_declared(file, part, identity) for part in inner)
    return item_declared(file, inner[0], identity) if inner else Content.UNKNOWN


def part_declared(annotation: cst.BaseExpression, place: int) -> cst.BaseExpression | None:
    """`list[str]` of `tuple[list[str], int]`."""
    parts = annotation.slice if isinstance(annotation, cst.Subscript) else ()
    part = parts[place].slice if place < len(parts) else None
    return part.value if isinstance(part, cst.Index) else None


def part_of_items_declared(
    file: SourceFile, annotation: cst.BaseExpression, place: int, identity: Identity
) -> Content | None:
    """`int` of `list[tuple[Tensor, int]]`, for place 1. None where the items are no tuples."""
    inner = part_declared(annotation, 0)
    if not isinstance(inner, cst.Subscript) or file.resolve(inner.value) not in _TUPLES:
        return None
    part = part_declared(inner, place)
    return item_declared(file, part, identity) if part is not None else Content.UNKNOWN


def item_declared(file: SourceFile, annotation: cst.BaseExpression, identity: Identity) -> Content:
    """`str`, `int`, `tuple[int, str]`, a class of the file that hashes by address."""
    if isinstance(annotation, cst.SimpleString):
        return _plain(f"builtins.{annotation.raw_value}")
    if isinstance(annotation, cst.BinaryOperation):
        sides = (annotation.left, annotation.right)
        return of_one_kind(item_declared(file, side, identity) for side in sides)
    if isinstance(annotation, cst.Subscript):
        inner = [part.slice.value for part in annotation.slice if isinstance(part.slice, cst.Index)]
        name = file.resolve(annotation.value)
        if name in _UNIONS:
            return of_one_kind(item_declared(file, part, identity) for part in inner)
        if name in _TUPLES:
            parts = [part for part in inner if not isinstance(part, cst.Ellipsis)]
            return of_tuple(item_declared(file, part, identity) for part in parts)
        return Content.UNKNOWN
    name = file.resolve(annotation)
    if identity.is_class(name):
        return Content.SALTED
    said = _plain(name)
    return Content.LIKE_SALTED if said is Content.UNKNOWN and _is_class_elsewhere(name) else said


def held_values_declared(file: SourceFile, holder: cst.BaseExpression, identity: Identity) -> Content:
    """The items of what a mapping holds, by the annotation of its name: `groups: dict[str, set[str]]`."""
    bound = bound_around(file, holder) if isinstance(holder, cst.Name) else None
    for target, _ in bound[1] if bound is not None else ():
        declared = getattr(file.parent(target), "annotation", None)
        mapping = declared.annotation if isinstance(declared, cst.Annotation) else None
        if isinstance(mapping, cst.Subscript) and len(mapping.slice) > 1:
            last = mapping.slice[-1].slice
            return (
                items_declared(file, last.value, identity) if isinstance(last, cst.Index) else Content.UNKNOWN
            )
    return Content.UNKNOWN


def _is_class_elsewhere(name: str) -> bool:
    """`mine.shapes.Circle`: mostly objects that hash by their address, or by a name they have."""
    owner, _, last = name.lstrip(".").rpartition(".")
    if owner.split(".")[0] in _NEUTRAL or name in ITEM_TYPES:
        return False
    return _CLASS.fullmatch(last) is not None and _NUMBERED.search(last) is None


def _plain(name: str) -> Content:
    said = ITEM_TYPES.get(name)
    if said is None:
        return Content.UNKNOWN
    return Content.SALTED if said else Content.NUMBERS
