"""Whether a function returns a set, as far as its own text shows: for the files that call it."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

# Named so often that asking the project about each call would take time. Its own modules are not called so.
_LIBRARIES = frozenset(
    {"builtins", "jax", "matplotlib", "networkx", "numpy", "pandas", "polars", "pytest", "scipy", "sklearn"}
    | {"tensorflow", "torch", "torchvision", "tqdm", "transformers"}
)
_SETS = frozenset({"set", "frozenset"})
_ANNOTATIONS = _SETS | {"Set", "FrozenSet", "AbstractSet", "MutableSet"}
_NUMBERS = frozenset({"int", "len", "ord", "range", "round"})


def annotated_as_set(annotation: ast.expr) -> bool:
    """`-> set[str]`. Sets of integers have one order, and count as something else."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        head, _, items = annotation.value.strip().partition("[")
        return head.rpartition(".")[2] in _ANNOTATIONS and items != "int]"
    if isinstance(annotation, ast.Subscript):
        numbers = isinstance(annotation.slice, ast.Name) and annotation.slice.id == "int"
        return not numbers and annotated_as_set(annotation.value)
    return _last(annotation) in _ANNOTATIONS


def is_set(value: ast.expr | None) -> bool:
    """`{"a", "b"}`, `{f(x) for x in xs}`, `set(xs)`, `frozenset(xs)`."""
    if isinstance(value, ast.Set):
        return len(value.elts) > 1 and not all(_is_number(item) for item in value.elts)
    if isinstance(value, ast.SetComp):
        return not _is_number(value.elt)
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
        return False
    return value.func.id in _SETS and not any(_is_number(item) for item in value.args)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _NUMBERS
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@lru_cache(maxsize=10_000)  # asked for each call of a file, by several
def may_be_of_project(target: str) -> bool:
    """Whether a resolved name may lead to a function in another file of the project."""
    head = target.partition(".")[0]
    return head not in ("", "?") and head not in sys.stdlib_module_names and head not in _LIBRARIES


def may_be_defined_here(target: str) -> bool:
    """Whether it may lead to a function of the project, in the same file or in another one."""
    return target.startswith(".") or may_be_of_project(target)
