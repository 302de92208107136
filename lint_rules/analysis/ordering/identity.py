"""Which objects are hashed and ordered by their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.grouped import comprehension_target
from lint_rules.analysis.tree.names import bindings

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.tree.source import SourceFile

KNOWN = frozenset(
    {
        "torch.Tensor",
        "torch.nn.Module",
        "torch.nn.Parameter",
        "torch.nn.parameter.Parameter",
        "torch.autograd.Function",
        "torch.fx.Node",
        "ast.AST",
        "ast.Name",
        "builtins.type",
        "builtins.object",
        "typing.Callable",
        "typing.Type",
        "collections.abc.Callable",
        "threading.Thread",
        "asyncio.Task",
        "asyncio.Future",
        "concurrent.futures.Future",
        "types.FunctionType",
        "types.ModuleType",
    }
)
_PLAIN_BASES = frozenset({"builtins.object", "abc.ABC", "torch.nn.Module", "typing.Generic"})
# Methods of a torch module that go through tensors and modules; `named_parameters()` gives names, too.
_PARTS = frozenset({"parameters", "buffers", "modules"})
_HASHING = frozenset({"__hash__", "__eq__"})


class Identity:
    """Answers for one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def is_class(self, name: str) -> bool:
        """Whether a resolved name is a class whose objects have the default hash."""
        return name in KNOWN or (name.startswith(".") and self._is_plain(name[1:], 4))

    def _is_plain(self, qualname: str, depth: int) -> bool:
        found = [s for s in self.file.facts.scopes if s.kind == "class" and s.qualname == qualname]
        return len(found) == 1 and depth > 0 and self._has_default_hash(found[0], depth)

    def _has_default_hash(self, scope: Scope, depth: int) -> bool:
        if scope.decorators or _HASHING & scope.names.keys():
            return False
        return all(
            base in _PLAIN_BASES or (base.startswith(".") and self._is_plain(base[1:], depth - 1))
            for base in scope.bases
        )

    def is_object(self, node: cst.CSTNode) -> bool:
        """Whether an expression makes, or is, such an object: `Node()`, `type(x)`, a lambda."""
        if isinstance(node, cst.Lambda):
            return True
        if isinstance(node, cst.Name):
            return self._is_part_of_module(node)
        if not isinstance(node, cst.Call):
            return False
        name = self.file.resolve(node.func)
        return (name == "builtins.type" and len(node.args) == 1) or self.is_class(name)

    def goes_through_parts(self, node: cst.CSTNode) -> bool:
        """`model.parameters()`"""
        method = node.func if isinstance(node, cst.Call) else None
        return isinstance(method, cst.Attribute) and method.attr.value in _PARTS

    def _is_part_of_module(self, use: cst.Name) -> bool:
        """`for name, parameter in model.named_parameters()`"""
        if self.file.is_hidden(use, use.value):
            return self._gives_parts(comprehension_target(self.file, use))
        bound = bindings(self.file, self.file.function(use), use.value)
        return bool(bound) and all(self._gives_parts(name) for name, _ in bound)

    def _gives_parts(self, target: cst.Name | None) -> bool:
        element = self.file.parent(target) if target is not None else None
        pair = self.file.parent(element) if isinstance(element, cst.Element) else None
        clause = self.file.parent(pair) if pair is not None else element
        if not isinstance(clause, cst.For | cst.CompFor) or clause.target is not (pair or target):
            return False
        if not isinstance(pair, cst.Tuple):
            return pair is None and self.goes_through_parts(clause.iter)
        method = clause.iter.func if isinstance(clause.iter, cst.Call) else None
        named = isinstance(method, cst.Attribute) and method.attr.value.removeprefix("named_") in _PARTS
        return named and len(pair.elements) == 2 and pair.elements[1] is element
