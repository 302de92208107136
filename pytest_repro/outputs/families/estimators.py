"""scikit-learn estimators, fitted or not, and the objects of scikit-learn and scipy that they hold.

Attributes are taken as they are, private ones too, since predictions depend on them; Cython objects by
what they give to pickle. Left out is what is no result: durations, addresses, thread counts. Functions
among the parameters (a metric, a tokenizer) stand by their names.
"""

from __future__ import annotations

import functools
import types
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, Scalar, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NO_RESULT = frozenset({"_n_threads", "_stop_words_id", "n_threads", "refit_time_"})
DURATIONS = frozenset({"mean_fit_time", "mean_score_time", "std_fit_time", "std_score_time"})
QUERY_COUNTERS = slice(7, 11)
"""Of the state of a KDTree or BallTree: threads that query it race to count in it."""
_QUERIED = (
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neighbors._kd_tree.KDTree64",
    "sklearn.neighbors._kd_tree.KDTree32",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._ball_tree.BallTree64",
    "sklearn.neighbors._ball_tree.BallTree32",
)
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial)


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    # Compiled classes say in __reduce__ what they hold; a __dict__ that they have beside it is empty.
    if hasattr(value, "__dict__") and not _is_compiled(type(value)):
        return Branch(type_, _attributes(value))
    _, arguments, *rest = value.__reduce_ex__(2)
    state = rest[0] if rest else None
    return Branch(type_, ((".arguments", arguments), (".state", _state(state, type_))))


def _is_compiled(cls: Any) -> bool:
    return cls.__reduce__ is not object.__reduce__


def _attributes(value: Any) -> Iterator[tuple[str, object]]:
    settings = value.get_params(deep=False) if hasattr(type(value), "get_params") else {}
    for name, item in sorted(vars(value).items()):
        if name in NO_RESULT:
            continue
        if name == "cv_results_":
            item = {key: column for key, column in item.items() if key not in DURATIONS}
        yield f".{name}", _setting(item) if name in settings or _is_function(item) else item


def _setting(item: Any) -> object:
    """A parameter that is a function, or a helper such as ``joblib.Memory``, by name; others as they are."""
    if _is_function(item):
        function = item.func if isinstance(item, functools.partial) else item
        name = getattr(function, "__qualname__", None) or getattr(function, "__name__", "")
        return Scalar("function", "value", f"{getattr(function, '__module__', '')}.{name}")
    if type_name(type(item)).startswith("joblib."):
        return Scalar(type_name(type(item)), "value", type_name(type(item)))
    return item


def _is_function(item: object) -> bool:
    return isinstance(item, _FUNCTIONS) or type_name(type(item)) == "numpy.ufunc"


def _state(state: Any, type_: str) -> object:
    if type_ == "sklearn.tree._tree.Tree":
        return {**state, "nodes": _tree_nodes(state["nodes"])}
    if type_ in _QUERIED and len(state) > QUERY_COUNTERS.stop:
        return state[: QUERY_COUNTERS.start] + state[QUERY_COUNTERS.stop :]
    return state


def _tree_nodes(nodes: Any) -> Any:
    """A leaf of a tree splits nothing: what its split fields hold was never written."""
    nodes = nodes.copy()
    leaves = nodes["left_child"] == -1
    for name in ("feature", "threshold", "missing_go_to_left"):
        if name in nodes.dtype.names:
            nodes[name][leaves] = 0
    return nodes


def matches(cls: type) -> bool:
    # _loss is what the compiled losses of scikit-learn call their module.
    homes = ("sklearn.", "_loss.Cy", "scipy.interpolate.")
    return any(type_name(base).startswith(homes) for base in cls.__mro__)


FAMILY = Family(types=("sklearn.base.BaseEstimator",), matches=matches, expand=expand)
