"""Arrays and tables that are made of a list, and of which nobody asks in which order the items stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.resorting import sorts
from lint_rules.analysis.tree.names import bindings, later_uses, occurrences
from lint_rules.analysis.tree.nodes import dotted_name, only_index
from lint_rules.knowledge.consumers import GROWING, ORDER_FREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.analysis.tree.source import SourceFile

    Forgets = Callable[[cst.CSTNode, bool], bool]

_MAKERS = GROWING | {
    *("numpy.array", "numpy.asarray", "numpy.stack", "numpy.hstack", "numpy.asanyarray"),
    *("pandas.DataFrame", "pandas.Series", "pandas.Index", "polars.DataFrame", "polars.Series"),
    *("torch.tensor", "torch.as_tensor", "torch.stack", "torch.from_numpy"),
}
# What tells nothing of the order, asked of an array or a table.
_FREE = frozenset(
    (
        *("max", "min", "any", "all", "nunique", "median", "quantile", "count", "hist", "boxplot", "info"),
        *("shape", "size", "ndim", "dtype", "dtypes", "columns", "empty", "pivot", "pivot_table"),
    )
)
# The same but for rounding.
_ROUNDED = frozenset({"mean", "sum", "std", "var", "describe"})
_KEEPING = frozenset(
    (
        *("astype", "copy", "dropna", "fillna", "reset_index", "rename", "round", "to_numpy", "tolist"),
        *("values", "cpu", "numpy", "float", "long", "abs", "assign", "flatten", "ravel", "squeeze"),
    )
)
# Draw how often values occur.
_DRAWN = frozenset({"hist", "histplot", "kdeplot", "boxplot", "violinplot", "distplot"})
_MEASURES = re.compile(
    r"\w+_score|confusion_matrix|classification_report|mean_(squared|absolute)_\w+|roc_curve"
    r"|precision_recall_\w+|log_loss|from_predictions"
)
# How measures name the lists that they hold against each other: `y_true`, `labels_pred`.
_HELD = ("y_", "labels_")
# `rank` is as often the number of a process.
_SORTED_PLACES = re.compile(r"sort|(^|_)order(_|$)", re.IGNORECASE)
_OF_GROUPS = frozenset({"max", "min", "size", "count", "median", "nunique"})
_GROWING = frozenset({"append", "extend"})
_REDUCING_LIBRARIES = ("numpy.", "statistics.", "torch.")
_REDUCED = frozenset({"mean", "sum", "std", "var", "nanmean", "nanstd", "nansum", "average"})


class Collected:
    """Looks at what becomes of an array or a table. `forgets` is asked of all other uses."""

    def __init__(self, file: SourceFile, forgets: Forgets) -> None:
        self.file = file
        self.forgets = forgets
        self._known: dict[tuple[int, bool], bool] = {}

    def is_free(self, made: cst.CSTNode, rounded: bool = False) -> bool:
        """Whether an expression is used only where its order is forgotten, or only decides on rounding."""
        key = (id(made), rounded)
        if key not in self._known:
            self._known[key] = False  # for names that are made of each other
            self._known[key] = self._is_free(made, rounded)
        return self._known[key]

    def _is_free(self, made: cst.CSTNode, rounded: bool) -> bool:
        parent = self.file.parent(made)
        if isinstance(parent, cst.Attribute) and parent.value is made:
            return self._is_asked_freely(parent, rounded)
        if isinstance(parent, cst.Subscript) and parent.value is made:
            index = only_index(parent)
            column = isinstance(index, cst.SimpleString | cst.Comparison)
            return self._sorts(index) or (column and self.is_free(parent, rounded))
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        if isinstance(call, cst.Call) and self.file.resolve(call.func) == "builtins.print":
            return False  # a table that is printed is a result
        return self.forgets(made, rounded)

    def _sorts(self, index: cst.BaseExpression | None) -> bool:
        """`rows[np.argsort(keys)]`, `rows[order]`"""
        call = index.func if isinstance(index, cst.Call) else index
        return _SORTED_PLACES.search((dotted_name(call) or "") if call is not None else "") is not None

    def is_free_by_name(self, assign: cst.Assign, rounded: bool) -> bool:
        """`scores = np.array(found)`, or another name for the same."""
        target = assign.targets[0].target
        if len(assign.targets) != 1 or not isinstance(target, cst.Name):
            return False
        uses = later_uses(self.file, assign, target.value)
        return bool(uses) and all(self.is_free(use, rounded) for use in uses)

    def _is_asked_freely(self, asked: cst.Attribute, rounded: bool) -> bool:
        name, call = asked.attr.value, self.file.parent(asked)
        if sorts(self.file, asked.value) or name in _FREE or (rounded and name in _ROUNDED):
            return True
        if name == "groupby" and isinstance(call, cst.Call):
            return self._is_grouped_freely(call, rounded)
        if name not in _KEEPING:
            return False
        called = isinstance(call, cst.Call) and call.func is asked
        return self.is_free(call if called and call is not None else asked, rounded)

    def _is_grouped_freely(self, grouped: cst.CSTNode, rounded: bool) -> bool:
        """`frame.groupby("model")["score"].max()`: the groups are sorted by their names."""
        asked = self.file.parent(grouped)
        if isinstance(asked, cst.Subscript) and asked.value is grouped:
            return self._is_grouped_freely(asked, rounded)
        name = asked.attr.value if isinstance(asked, cst.Attribute) else ""
        return name in _OF_GROUPS or (rounded and name in _ROUNDED)

    def are_taken(self, use: cst.CSTNode, call: cst.Call, rounded: bool) -> bool:
        """Whether a call forgets the order of a list that it is given, or makes an array of which all do."""
        name = self.file.resolve(call.func)
        last = (dotted_name(call.func) or "").rpartition(".")[2]
        arg = self.file.parent(use)
        if isinstance(arg, cst.Arg) and arg.star == "*":  # `set.union(*sets)`
            return name in ORDER_FREE or last in ("union", "intersection")
        if name == "numpy.argsort" or self._gives_sort_key(call, name):
            return True
        if name in _MAKERS:
            return arg is call.args[0] and self.is_free(call, rounded)
        if name == "builtins.sum" or (last in _REDUCED and name.startswith(_REDUCING_LIBRARIES)):
            return rounded
        given = [one.value for one in call.args if one.keyword is None]
        if last in _DRAWN:
            return len(given) == 1
        if name.startswith("sklearn.metrics.") or _MEASURES.fullmatch(last):
            named = [one.value for one in call.args if one.keyword and one.keyword.value.startswith(_HELD)]
            held = [*given, *named]
            return any(one is use for one in held) and all(self._is_filled_with(one, use) for one in held)
        return False

    def _gives_sort_key(self, call: cst.Call, name: str) -> bool:
        """`sort_key = field_of(rows, "id")`, where that is a function of the file."""
        assign = self.file.parent(call)
        named = dotted_name(assign.targets[0].target) if isinstance(assign, cst.Assign) else None
        return name.startswith(".") and _SORTED_PLACES.search(named or "") is not None

    def _is_filled_with(self, other: cst.CSTNode, use: cst.CSTNode) -> bool:
        """Whether a list was filled by the loop that filled another, or made of one that was."""
        names = [self._made_of(one) for one in (other, use)]
        loops = self.file.of_kind(cst.For, self.file.function(use))
        return any(all(self._is_grown_in(loop, of) for of in names) for loop in loops)

    def _made_of(self, use: cst.CSTNode) -> set[str]:
        if not isinstance(use, cst.Name):
            return set()
        values = [value for _, value in bindings(self.file, self.file.function(use), use.value)]
        parts = [part for value in values if value is not None for part in self.file.below(value)]
        return {use.value} | {part.value for part in parts if isinstance(part, cst.Name)}

    def _is_grown_in(self, loop: cst.For, names: set[str]) -> bool:
        added = (
            self.file.parent(use) for name in sorted(names) for use in occurrences(self.file, loop, name)
        )
        return any(isinstance(part, cst.Attribute) and part.attr.value in _GROWING for part in added)
