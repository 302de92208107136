"""What a text is, as far as it can be seen: literals, joined parts, and names bound to one text only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bindings

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# Stands in a text for a part that cannot be seen.
HOLE = "\0"

_DEPTH = 4
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PERCENT = re.compile(r"%[-+ 0#]*[\d.]*[srdifxge]")
_CONSTANT = r"^{name}\s*(?::\s*[\w.\[\]]+\s*)?=\s*(['\"])((?:(?!\1)[^\\\n])*)\1\s*(?:#.*)?$"
_BINDS = r"^\s*(?:global\s.*)?\b{name}\s*(?::[^=\n]+)?=(?!=)"
_JOINS = frozenset({"os.path.join", "posixpath.join"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "os.fspath", "builtins.str"})


class Texts:
    """Answers for one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def of(self, node: cst.CSTNode | None, depth: int = _DEPTH) -> str | None:
        """The text that an expression gives, a HOLE for each unknown part; None where nothing is known."""
        found = self._of(node, depth) if node is not None and depth else None
        return None if found is None or not found.strip(HOLE) else found

    def whole(self, node: cst.CSTNode | None) -> str | None:
        """Like `of`, but None where a part is unknown."""
        found = self.of(node)
        return None if found is None or HOLE in found else found

    def _of(self, node: cst.CSTNode, depth: int) -> str | None:
        if isinstance(node, cst.SimpleString):
            value = node.evaluated_value
            return value if isinstance(value, str) else None
        if isinstance(node, cst.ConcatenatedString):
            return self._join([node.left, node.right], depth)
        if isinstance(node, cst.FormattedString):
            return "".join(self._part(part, depth) for part in node.parts)
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node, depth)
        if isinstance(node, cst.Call):
            return self._call(node, depth)
        return self._name(node, depth) if isinstance(node, cst.Name) else None

    def _join(self, nodes: list[cst.BaseExpression], depth: int, between: str = "") -> str | None:
        parts = [self._of(node, depth) for node in nodes]
        if all(part is None for part in parts):
            return None
        return between.join(HOLE if part is None else part for part in parts)

    def _part(self, part: cst.BaseFormattedStringContent, depth: int) -> str:
        if isinstance(part, cst.FormattedStringText):
            return part.value.replace("{{", "{").replace("}}", "}")
        if isinstance(part, cst.FormattedStringExpression) and part.format_spec is None and depth > 1:
            return self._of(part.expression, depth - 1) or HOLE
        return HOLE

    def _operation(self, node: cst.BinaryOperation, depth: int) -> str | None:
        if isinstance(node.operator, cst.Add):
            return self._join([node.left, node.right], depth - 1)
        if isinstance(node.operator, cst.Divide):
            return self._join([node.left, node.right], depth - 1, "/")
        if isinstance(node.operator, cst.Modulo):
            template = self._of(node.left, depth - 1)
            return None if template is None else _PERCENT.sub(HOLE, template)
        return None

    def _call(self, node: cst.Call, depth: int) -> str | None:
        values = [arg.value for arg in node.args if arg.keyword is None and not arg.star]
        method = node.func
        if isinstance(method, cst.Attribute) and method.attr.value == "format":
            template = self._of(method.value, depth - 1)
            return None if template is None else _PLACEHOLDER.sub(HOLE, template)
        if len(values) != len(node.args) or not values:
            return None
        name = self.file.resolve(method)
        if name in _JOINS or (name in _PATHS and (len(values) > 1 or name != "builtins.str")):
            return self._join(values, depth - 1, "/")
        return self._of(values[0], depth - 1) if name in _PATHS else None

    def _name(self, node: cst.Name, depth: int) -> str | None:
        if self.file.is_hidden(node, node.value):
            return None
        function = self.file.function(node)
        bound = bindings(self.file, function, node.value)
        if len(bound) == 1 and bound[0][1] is not None:
            value = bound[0][1]
            if isinstance(value, cst.AnnAssign | cst.NamedExpr):
                value = value.value or value
            return self._of(value, depth - 1) if depth > 1 else None
        if bound or _is_parameter(function, node.value):
            return None
        return self._of_module(node.value)

    def _of_module(self, name: str) -> str | None:
        """The literal that a name is bound to at the top of the module, which may not have been parsed."""
        text = self.file.text
        name = re.escape(name)
        if len(re.findall(_BINDS.format(name=name), text, re.MULTILINE)) != 1:
            return None
        found = re.search(_CONSTANT.replace("{name}", name), text, re.MULTILINE)
        return found[2] if found else None


def _is_parameter(function: cst.FunctionDef | cst.Module, name: str) -> bool:
    if isinstance(function, cst.Module):
        return False
    given = function.params
    stars = [p for p in (given.star_arg, given.star_kwarg) if isinstance(p, cst.Param)]
    every = [*given.posonly_params, *given.params, *given.kwonly_params, *stars]
    return any(parameter.name.value == name for parameter in every)
