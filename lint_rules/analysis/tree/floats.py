"""Which expressions are floating-point, as far as their text tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.nodes import walk
from lint_rules.analysis.tree.values import parts

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_FLOAT_NAME = re.compile(
    r"weight|prob|score|loss|value|cost|price|dist|grad|err|rate|ratio|mean|avg|amount|mass|energy|idf|sim|log|"
    r"alpha|beta|gamma|reward|vec|emb|frac|percent|temp|metric|coef|delta|sigma|(^|_)(w|ws|p|ps|q|mu|var|std)($|_)",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"(^|_)(weight|prob|score|loss|cost|dist|distance|energy|mass|likelihood|mean)s?(_|$)")
_SCALED_PICTURE = re.compile(
    r"torchvision\.transforms\.(\w+\.)*(ToTensor|to_tensor|ToDtype|ConvertImageDtype)"
)
_COUNT_NAME = re.compile(r"(^|_)(n|num|count|counts|len|length|lengths|size|sizes|freq|freqs|total)($|_)")


def is_called_like_float(name: str) -> bool:
    """`prob_sum`, `total_weight`; not `n_values`."""
    return _MEASURED.search(name) is not None and _COUNT_NAME.search(name) is None


def looks_like_float(node: cst.CSTNode) -> bool:
    """Whether a summand is probably a float: a division, a decimal, a product, a weight looked up."""
    if isinstance(node, cst.Float):
        return True
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Divide):
            return True
        return looks_like_float(node.left) or looks_like_float(node.right)
    if isinstance(node, cst.Subscript):
        names = [n.value for n in walk(node.value) if isinstance(n, cst.Name)]
        return any(map(_FLOAT_NAME.search, names)) and not any(map(_COUNT_NAME.search, names))
    if isinstance(node, cst.Call):
        name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        return name in ("item", "log", "exp", "sqrt", "mean", "log2", "log10")
    return isinstance(node, cst.IfExp) and (looks_like_float(node.body) or looks_like_float(node.orelse))


def sums_pictures(file: SourceFile, node: cst.CSTNode) -> bool:
    """`to_tensor(image).sum(dim=(1, 2))`: what is added up has been scaled to lie between 0 and 1."""
    method = node.func if isinstance(node, cst.Call) else None
    if not isinstance(method, cst.Attribute) or method.attr.value != "sum" or not isinstance(node, cst.Call):
        return False
    names = (part for part in parts(file, node) if isinstance(part, cst.Name | cst.Attribute))
    return any(_SCALED_PICTURE.fullmatch(file.resolve(name)) for name in names)
