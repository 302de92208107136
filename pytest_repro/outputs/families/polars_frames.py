"""polars frames and series: names, types, what is missing, and the values; neither chunks nor capacity."""

from __future__ import annotations

import importlib.util
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, Refusal, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    if hasattr(value, "collect"):
        return Refusal("a lazy frame", "return its collect()")
    type_ = type_name(type(value))
    if hasattr(value, "get_columns"):
        return Branch(type_, _columns(value))
    return Branch(f"{type_} ({value.dtype})", ((".name", value.name), *_parts(value)))


def _columns(frame: Any) -> Iterator[tuple[str, object]]:
    yield ".columns", frame.columns
    for series in frame.get_columns():
        yield f"[{series.name!r}]", Branch(f"polars column ({series.dtype})", _parts(series))


def _parts(series: Any) -> Iterator[tuple[str, object]]:
    """What stands where a value is missing is not data: zeros stand for it."""
    if series.null_count():
        yield ".missing", _array(series.is_null())
    yield ".data", _data(series)


def _data(series: Any) -> Any:
    plain = series.to_physical() if series.dtype.is_temporal() else series
    kind = str(plain.dtype)
    boolean = kind == "Boolean"
    # numpy has neither decimals nor integers of 128 bits.
    if not boolean and (not plain.dtype.is_numeric() or kind.startswith("Decimal") or kind.endswith("128")):
        return series.to_list()
    return _array(plain.fill_null(False if boolean else 0) if series.null_count() else plain)


def _array(series: Any) -> Any:
    return series.to_numpy() if importlib.util.find_spec("numpy") else series.to_list()


FAMILY = Family(
    types=(
        "polars.dataframe.frame.DataFrame",
        "polars.lazyframe.frame.LazyFrame",
        "polars.series.series.Series",
    ),
    expand=expand,
)
