"""pandas frames, series, indexes, extension arrays and their scalars."""

from __future__ import annotations

import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.keys import key_name
from pytest_repro.outputs.ndarray import array_node
from pytest_repro.outputs.node import Branch, Node, Scalar, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    pandas = sys.modules["pandas"]
    type_ = type_name(type(value))
    if isinstance(value, pandas.DataFrame):
        return Branch(type_, _columns(value))
    if isinstance(value, pandas.Series):
        parts = ((".index", value.index), (".name", value.name), (".values", _values(value)))
        return Branch(type_, parts)
    if isinstance(value, pandas.Index):
        return _index(pandas, value, type_)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return _values(value)
    return _scalar(pandas, value, type_)


def _columns(frame: Any) -> Iterator[tuple[str, object]]:
    yield ".index", frame.index
    yield ".columns", frame.columns
    # By position: two columns may have one name.
    for position, label in enumerate(frame.columns):
        yield f"[{key_name(label) or f'#{position}'}]", _values(frame.iloc[:, position])


def _index(pandas: Any, index: Any, type_: str) -> Node:
    if isinstance(index, pandas.RangeIndex):
        return Branch(
            type_, [(f".{name}", getattr(index, name)) for name in ("start", "stop", "step", "name")]
        )
    if isinstance(index, pandas.MultiIndex):
        # Level by level as values: unused entries of its tables are not data.
        levels = ((f".level[{i}]", _values(index.get_level_values(i))) for i in range(index.nlevels))
        return Branch(type_, (*levels, (".names", list(index.names))))
    return Branch(type_, ((".values", _values(index)), (".name", index.name)))


def _values(column: Any) -> Node:
    """A column: one array where its dtype is numpy's, else the parts that its extension dtype has."""
    numpy, dtype = sys.modules["numpy"], column.dtype
    if isinstance(dtype, numpy.dtype):
        return array_node(numpy.asarray(column), "pandas column")
    array = getattr(column, "array", column)
    parts = _parts(array, dtype, type(dtype).__name__)
    label = "category" if hasattr(array, "categories") else str(dtype)
    return Branch(f"pandas column ({label})", [(f".{name}", part) for name, part in parts.items()])


def _parts(array: Any, dtype: Any, kind: str) -> dict[str, object]:
    if kind == "CategoricalDtype":
        return {"codes": array.codes, "categories": array.categories, "ordered": array.ordered}
    if kind == "DatetimeTZDtype":
        return {"utc": _values(array.tz_convert(None))}
    if kind == "PeriodDtype":
        return {"ordinals": array.asi8}
    if kind == "IntervalDtype":
        return {"left": array.left, "right": array.right}
    if kind == "SparseDtype":
        return {"dense": array.to_dense()}
    return _masked(array, dtype)


def _masked(array: Any, dtype: Any) -> dict[str, object]:
    """What stands where a value is missing is not data: zeros stand for it."""
    missing = array.isna()
    if hasattr(dtype, "numpy_dtype") and dtype.numpy_dtype.kind in "biuf":
        data = array.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
        return {"data": data, "missing": missing}
    data = array.to_numpy(dtype=object).copy()
    data[missing] = "" if "string" in str(dtype) else None
    return {"data": data, "missing": missing}


def _scalar(pandas: Any, value: Any, type_: str) -> Node:
    if value is pandas.NA or value is pandas.NaT:
        return Scalar(type_, "missing", str(value))
    if isinstance(value, pandas.Interval):
        return Branch(type_, [(f".{name}", getattr(value, name)) for name in ("left", "right", "closed")])
    if isinstance(value, pandas.CategoricalDtype):
        return Branch(type_, ((".categories", value.categories), (".ordered", value.ordered)))
    if isinstance(value, (pandas.Timestamp, pandas.Timedelta)):
        zone = f" {value.tz}" if getattr(value, "tz", None) is not None else ""
        return Scalar(type_, "date", f"{value.isoformat()}{zone} [{value.unit}]")
    return Scalar(type_, "date", getattr(value, "freqstr", "") + f" {value}")


FAMILY = Family(
    types=(
        "pandas.core.frame.DataFrame",
        "pandas.DataFrame",
        "pandas.core.series.Series",
        "pandas.Series",
        "pandas.core.indexes.base.Index",
        "pandas.Index",
        "pandas.core.arrays.base.ExtensionArray",
        "pandas.api.extensions.ExtensionArray",
        "pandas.core.dtypes.base.ExtensionDtype",
        "pandas.api.extensions.ExtensionDtype",
        "pandas._libs.tslibs.timestamps._Timestamp",
        "pandas._libs.tslibs.timedeltas._Timedelta",
        "pandas._libs.tslibs.nattype._NaT",
        "pandas._libs.tslibs.period._Period",
        "pandas._libs.tslibs.offsets.BaseOffset",
        "pandas._libs.missing.NAType",
        "pandas._libs.interval.Interval",
    ),
    expand=expand,
)
