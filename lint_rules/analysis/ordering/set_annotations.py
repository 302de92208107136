"""Which annotations say that something is a set, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.kinds import Kind, weakest
from lint_rules.analysis.tree.arguments import is_none
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.set_types import SET_ANNOTATIONS

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.identity import Identity
    from lint_rules.analysis.tree.source import SourceFile


class SetAnnotations:
    """Reads the annotations of one file."""

    def __init__(self, file: SourceFile, identity: Identity) -> None:
        self.file = file
        self.identity = identity

    def kind(self, annotation: cst.CSTNode) -> Kind:
        if isinstance(annotation, cst.SimpleString) and isinstance(annotation.evaluated_value, str):
            return self._textual_kind(annotation.evaluated_value)
        if isinstance(annotation, cst.Subscript):
            if self.file.resolve(annotation.value) == "typing.Optional":
                inner = annotation.slice[0].slice
                return self.kind(inner.value) if isinstance(inner, cst.Index) else Kind.UNKNOWN
            if self.file.resolve(annotation.value) in SET_ANNOTATIONS:
                inner = annotation.slice[0].slice
                return self._declared_items(inner.value) if isinstance(inner, cst.Index) else Kind.SET
            return Kind.UNKNOWN
        if isinstance(annotation, cst.BinaryOperation):
            sides = [side for side in (annotation.left, annotation.right) if not is_none(side)]
            return weakest([self.kind(side) for side in sides])
        return Kind.SET if self.file.resolve(annotation) in SET_ANNOTATIONS else Kind.UNKNOWN

    def _declared_items(self, item: cst.BaseExpression) -> Kind:
        """Of `set[int]`, `set[Node]`, `set["Node"]`."""
        if dotted_name(item) == "int":
            return Kind.INTEGERS
        name = self.file.resolve(item.value if isinstance(item, cst.Subscript) else item)
        if isinstance(item, cst.SimpleString) and isinstance(item.evaluated_value, str):
            name = f".{item.evaluated_value}"
        return Kind.OBJECTS if self.identity.is_class(name) else Kind.SET

    def _textual_kind(self, text: str) -> Kind:
        head = text.strip().partition("[")[0].rpartition(".")[2]
        if head not in ("set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"):
            return Kind.UNKNOWN
        return Kind.INTEGERS if text.strip().endswith("[int]") else Kind.SET
