"""What mappings and lists hold: `groups[key]` is a set where `groups` is a `defaultdict(set)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.added import added_to
from lint_rules.analysis.ordering.kinds import Kind, weakest
from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.names import bound_around, is_store, spelled
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.set_types import SET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.analysis.ordering.integers import KindOf
    from lint_rules.analysis.ordering.set_annotations import SetAnnotations
    from lint_rules.analysis.tree.source import SourceFile

_MAPPING_ANNOTATIONS = frozenset(
    f"{module}.{name}"
    for module in ("typing", "collections.abc", "collections", "builtins")
    for name in ("Dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "dict", "OrderedDict")
)
_MAPPINGS = frozenset({"builtins.dict", "collections.OrderedDict"})
_DEPTH = 2


class HeldSets:
    """Judges the mappings and lists of one file: names, and attributes of `self`."""

    def __init__(self, file: SourceFile, kind: KindOf, annotations: SetAnnotations) -> None:
        self.file = file
        self.kind_of = kind
        self.annotations = annotations

    def kind(self, holder: cst.BaseExpression, depth: int = _DEPTH) -> Kind:
        """What `holder[key]` is, by all that the file binds to the holder."""
        if depth == 0:
            return Kind.UNKNOWN
        if isinstance(holder, cst.Attribute):
            return self._of_attribute(holder)
        bound = bound_around(self.file, holder) if isinstance(holder, cst.Name) else None
        if not isinstance(holder, cst.Name) or bound is None:
            return Kind.UNKNOWN
        return weakest([self._of_binding(name, value, holder.value) for name, value in bound[1]])

    def _of_attribute(self, holder: cst.Attribute) -> Kind:
        """`self.groups[key]`, where the class around gives that attribute a mapping of sets."""
        owner, name = self.file.enclosing(holder, cst.ClassDef), dotted_name(holder)
        if owner is None or name is None or not name.startswith("self.") or name.count(".") > 1:
            return Kind.UNKNOWN
        stores = [use for use in spelled(self.file, owner, name) if is_store(self.file, use)]
        found = [
            self._of_binding(use, value, name) for use in stores if not is_none(value := self._assigned(use))
        ]
        return weakest(found) if found else Kind.UNKNOWN

    def _assigned(self, target: cst.CSTNode) -> cst.CSTNode | None:
        parent = self.file.parent(target)
        if isinstance(parent, cst.AnnAssign):
            return parent
        assign = self.file.parent(parent) if isinstance(parent, cst.AssignTarget) else None
        return assign.value if isinstance(assign, cst.Assign) else None

    def _of_binding(self, target: cst.CSTNode, value: cst.CSTNode | None, name: str) -> Kind:
        annotation = getattr(self.file.parent(target), "annotation", None)
        if isinstance(annotation, cst.Annotation) and isinstance(annotation.annotation, cst.Subscript):
            parts = annotation.annotation.slice
            mapping = self.file.resolve(annotation.annotation.value) in _MAPPING_ANNOTATIONS
            held = parts[1].slice if mapping and len(parts) == 2 else None
            return self.annotations.kind(held.value) if isinstance(held, cst.Index) else Kind.UNKNOWN
        value = value.value if isinstance(value, cst.AnnAssign) else value
        if isinstance(value, cst.Call) and self.file.resolve(value.func) == "collections.defaultdict":
            return self._made_by(value.args[0].value) if value.args else Kind.UNKNOWN
        if isinstance(value, cst.DictComp):
            return self.kind_of(value.value, 2)
        if isinstance(value, cst.ListComp):
            return self.kind_of(value.elt, 2)
        within = self.file.enclosing(target, cst.ClassDef) if "." in name else self.file.function(target)
        if isinstance(value, cst.List) and within is not None:
            return self._of_appended(within, name, value)
        call = value if isinstance(value, cst.Call) and not value.args else None
        is_made = call is not None and self.file.resolve(call.func) in _MAPPINGS
        if within is None or not (is_made or isinstance(value, cst.Dict)):
            return Kind.UNKNOWN
        return self._of_put(within, name, value.elements if isinstance(value, cst.Dict) else ())

    def _made_by(self, factory: cst.BaseExpression) -> Kind:
        """`defaultdict(set)`, `defaultdict(lambda: set())`"""
        if isinstance(factory, cst.Lambda):
            return self.kind_of(factory.body, 2)
        return Kind.SET if self.file.resolve(factory) in SET_CLASSES else Kind.UNKNOWN

    def _of_put(self, within: cst.CSTNode, name: str, start: Sequence[cst.BaseDictElement]) -> Kind:
        """What `{}` holds in the end, where all that is put into it are sets: `groups[key] = set(names)`."""
        put = [*(element.value for element in start), *self._put(within, name)]
        found = [self.kind_of(value, 2) for value in put]
        return weakest(found) if found else Kind.UNKNOWN

    def _put(self, within: cst.CSTNode, name: str) -> Iterator[cst.BaseExpression]:
        for use in spelled(self.file, within, name):
            place = self.file.parent(use)
            around = self.file.parent(place) if place is not None else None
            if isinstance(place, cst.Subscript) and place.value is use:
                assign = self.file.parent(around) if isinstance(around, cst.AssignTarget) else None
                if isinstance(assign, cst.Assign):
                    yield assign.value
            elif isinstance(place, cst.Attribute) and place.attr.value == "setdefault":
                default = argument(around, "default", 1) if isinstance(around, cst.Call) else None
                if default is not None:
                    yield default

    def _of_appended(self, within: cst.CSTNode, name: str, display: cst.List) -> Kind:
        """What `[]` holds in the end, where all that is put into it are sets."""
        put = added_to(self.file, within, name)
        found = [self.kind_of(item, 2) for item, is_collection in put if not is_collection]
        found += [self.kind_of(element.value, 2) for element in display.elements]
        return weakest(found) if found else Kind.UNKNOWN
