"""Random numbers that a loop draws, for one item after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import is_bound_inside
from lint_rules.analysis.tree.values import attribute_values, held_values
from lint_rules.knowledge.generators import GENERATORS
from lint_rules.knowledge.streams import DRAWING_METHODS, NUMPY_DRAWS, PYTHON_DRAWS, TORCH_DRAWS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_DRAWS = PYTHON_DRAWS | NUMPY_DRAWS | TORCH_DRAWS
_MAKERS = GENERATORS.keys() | {"sklearn.utils.check_random_state"}


def draws(file: SourceFile, call: cst.Call, loop: cst.For | cst.While | None = None) -> bool:
    """Whether a call draws from a global stream, or from a generator that the loop does not make anew."""
    if file.resolve(call.func) in _DRAWS:
        return True
    method = call.func
    if not isinstance(method, cst.Attribute) or method.attr.value not in DRAWING_METHODS:
        return False
    if isinstance(method.value, cst.Attribute):
        return _makes_generator(file, attribute_values(file, method.value))
    if not isinstance(method.value, cst.Name):
        return False
    name = method.value.value
    anew = loop is not None and is_bound_inside(file, name, loop)
    return not anew and _makes_generator(file, held_values(file, method.value, name))


def _makes_generator(
    file: SourceFile, values: list[cst.BaseExpression] | list[cst.BaseExpression | None]
) -> bool:
    return any(isinstance(value, cst.Call) and file.resolve(value.func) in _MAKERS for value in values)
