"""What an object is that shuffles or samples itself: by where it comes from, or what it is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name, only_index
from lint_rules.analysis.tree.values import origins, targets_of
from lint_rules.knowledge.shuffles import TELLING_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.knowledge.shuffles import Shuffle

_FRAME = re.compile(r"(.*_)?(df|dataframe|frame)\d*(_.*)?", re.IGNORECASE)
_DATASET = re.compile(r"(.*_)?(ds|dset|dataset|datasets)(_.*)?", re.IGNORECASE)
# With TensorFlow imported, `data.shuffle(1000)` is a data set of it, too.
_TF_DATASET = re.compile(r"(.*_)?(ds|dset|dataset|datasets|data)(_.*)?", re.IGNORECASE)
# Libraries with tables of their own.
_OTHER_FRAMES = ("cudf", "dask", "h2o", "ibis", "polars", "pyspark", "ray", "snowflake", "vaex")
# Methods that a column of a table has, and an array or a tensor in a dict has not; polars' columns have more.
_OF_A_COLUMN = frozenset(
    {"apply", "astype", "cast", "dt", "fillna", "iloc", "is_in", "isin", "map", "n_unique", "nunique", "str"}
    | {"to_list", "to_numpy", "tolist", "unique", "value_counts"}
)
# What they give, or hold, may be anything.
_OF_ANYTHING = frozenset(
    {"builtins.dict", "builtins.list", "collections.OrderedDict", "collections.defaultdict"}
    | {"dill.load", "joblib.load", "pickle.load", "pickle.loads", "torch.load"}
)
_OF_A_PIPELINE = frozenset({"batch", "padded_batch", "prefetch"})
_OF_A_SERIES = _OF_A_COLUMN | {"mean", "median", "std", "sum"}


def may_be_of(file: SourceFile, call: cst.Call, name: str, shuffle: Shuffle) -> bool:
    """Whether a call of a method, which resolves to `name`, is this way to shuffle."""
    function = call.func
    if not isinstance(function, cst.Attribute):
        return False
    if function.attr.value in TELLING_METHODS:
        return True
    keywords = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    if keywords & shuffle.telling and not name:
        return True
    come_from = [o for o in origins(file, function.value) if o not in _OF_ANYTHING]
    found = [o for o in come_from if not file.is_of_the_project(o)]
    if found:
        return any(o.startswith(shuffle.origins) for o in found) or (
            shuffle.library == "pandas" and _is_called_a_frame(file, function.value)
        )
    return not name and _looks_like(file, call, function, shuffle)


def _is_called_a_frame(file: SourceFile, node: cst.BaseExpression) -> bool:
    """Whether what another library has made is called a table, and only pandas has tables here."""
    last = (dotted_name(node) or "").rpartition(".")[2]
    named = _FRAME.fullmatch(last) is not None and file.imports("pandas")
    return named and not any(map(file.imports, _OTHER_FRAMES))


def _is_read_by_column(file: SourceFile, call: cst.Call, library: str) -> bool:
    """`rows = block.sample(5)`, `rows["score"].unique()`"""
    methods = _OF_A_SERIES if library == "polars" else _OF_A_COLUMN
    assign = file.parent(call)
    target = targets_of(assign)[0] if isinstance(assign, cst.Assign) else None
    if not isinstance(assign, cst.Assign) or not isinstance(target, cst.Name):
        return False
    if not isinstance(call.func, cst.Attribute) or origins(file, call.func.value):
        return False  # what gives rows may be a model that was made here
    columns = (file.parent(use) for use in later_uses(file, assign, target.value))
    return any(
        isinstance(column, cst.Subscript)
        and isinstance(only_index(column), cst.SimpleString)
        and isinstance(method := file.parent(column), cst.Attribute)
        and method.attr.value in methods
        for column in columns
    )


def _is_piped(file: SourceFile, call: cst.Call) -> bool:
    """`rows().shuffle(1000).batch(32)`, `rows = rows.shuffle(1000)` and `rows.batch(32)` later"""
    made: cst.CSTNode = call
    while isinstance(method := file.parent(made), cst.Attribute):
        outer = file.parent(method)
        if method.attr.value in _OF_A_PIPELINE or not isinstance(outer, cst.Call):
            return method.attr.value in _OF_A_PIPELINE
        made = outer
    target = targets_of(method)[0] if isinstance(method, cst.Assign) else None
    if not isinstance(method, cst.Assign) or not isinstance(target, cst.Name):
        return False
    uses = (file.parent(use) for use in later_uses(file, method, target.value))
    return any(isinstance(use, cst.Attribute) and use.attr.value in _OF_A_PIPELINE for use in uses)


def _looks_like(file: SourceFile, call: cst.Call, function: cst.Attribute, shuffle: Shuffle) -> bool:
    """By the name of the object, or of an argument, in a file that uses the library."""
    last = (dotted_name(function.value) or "").rpartition(".")[2]
    if shuffle.library in ("pandas", "polars"):
        by_number = any(arg.keyword is not None and arg.keyword.value == "n" for arg in call.args)
        named = by_number or bool(_FRAME.fullmatch(last)) or _is_read_by_column(file, call, shuffle.library)
        return named and file.imports(shuffle.library)
    if shuffle.library == "tf.data":
        named = bool(_TF_DATASET.fullmatch(last)) or _is_piped(file, call)
        return named and file.imports("tensorflow")
    if shuffle.library == "datasets":
        return bool(_DATASET.fullmatch(last)) and file.imports("datasets")
    return False
