"""pandas: every kind of column, index and scalar."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import values

COLUMNS = {
    "number": ([1.0, np.nan], [1.0, 2.0]),
    "whole": (pd.array([1, None], dtype="Int64"), pd.array([1, 2], dtype="Int64")),
    "float": (pd.array([1.0, None], dtype="Float32"), pd.array([1.0, 2.0], dtype="Float32")),
    "truth": (pd.array([True, None], dtype="boolean"), pd.array([True, False], dtype="boolean")),
    "string": (pd.array(["a", None], dtype="string"), pd.array(["a", ""], dtype="string")),
    "text": (["a", None], ["a", "b"]),
    "kind": (pd.Categorical(["a", "b"]), pd.Categorical(["a", "a"], ["a", "b"])),
    "zone": (pd.to_datetime(["2020", "2021"], utc=True), pd.to_datetime(["2020", "2022"], utc=True)),
    "when": (pd.to_datetime(["2020", None]), pd.to_datetime(["2020", "2022"])),
    "delta": (pd.to_timedelta([1, 2]), pd.to_timedelta([1, 3])),
    "period": (pd.PeriodIndex(["2020", "2021"], freq="Y"), pd.PeriodIndex(["2020", "2022"], freq="Y")),
    "interval": (
        pd.arrays.IntervalArray.from_breaks([0, 1, 2]),
        pd.arrays.IntervalArray.from_breaks([0, 1, 3]),
    ),
    "sparse": (pd.arrays.SparseArray([0, 1]), pd.arrays.SparseArray([0, 2])),
    "mixed": ([1, "a"], [1, {"a": 2}]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_kind_of_column_is_compared(name, differ):
    first, second = (pd.DataFrame({"id": [0, 1], name: column}) for column in COLUMNS[name])
    assert differ(first, first.copy()) == ()
    found = differ(first, second)
    assert found
    assert all(mismatch.path.startswith(f"v['{name}']") for mismatch in found)
    assert differ(first[name], second[name])
    assert differ(pd.Index(COLUMNS[name][0]), pd.Index(COLUMNS[name][0])) == ()


def test_what_stands_under_a_missing_value_is_no_value(differ):
    mask = np.array([False, True])
    first, second = (pd.arrays.IntegerArray(np.array([1, hidden]), mask.copy()) for hidden in (5, 7))
    assert differ(pd.Series(first), pd.Series(second)) == ()


def test_columns_of_one_name_are_compared_each(differ):
    first = pd.DataFrame([[1, 2.5], [3, 4.5]], columns=["a", "a"])
    second = pd.DataFrame([[1, 2.5], [3, 4.0]], columns=["a", "a"])
    (mismatch,) = differ(first, second)
    assert (mismatch.path, mismatch.index) == ("v['a']#2", (1,))


def test_order_of_rows_and_columns(differ):
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0]})
    assert [m.kind for m in differ(frame, frame[["b", "a"]])] == ["order"]
    assert {m.kind for m in differ(frame, frame.iloc[::-1])} == {"value", "order"}
    assert {m.kind for m in differ(frame, frame.iloc[::-1].reset_index(drop=True))} == {"order"}


def test_unused_levels_of_a_multiindex_are_no_values(differ):
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", "y"])
    first, second = index[:2], index[:2].remove_unused_levels()
    assert differ(pd.Series([1, 2], first), pd.Series([1, 2], second)) == ()
    (mismatch,) = differ(index, index.set_names(["x", "z"]))
    assert mismatch.path == "v.names"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (pd.Timestamp(1), pd.Timestamp(2)),
        (pd.Timestamp("2020"), pd.Timestamp("2020", tz="UTC")),
        (pd.Timedelta(1), pd.Timedelta(2)),
        (pd.NaT, pd.NA),
        (pd.Period("2020", "Y"), pd.Period("2020", "M")),
        (pd.Interval(0, 1), pd.Interval(0, 1, closed="left")),
        (pd.RangeIndex(3), pd.RangeIndex(4)),
        (pd.CategoricalDtype(["a"]), pd.CategoricalDtype(["b"])),
        (pd.Int64Dtype(), pd.Int32Dtype()),
        (pd.offsets.Day(1), pd.offsets.Day(2)),
    ],
)
def test_scalars_and_dtypes(first, second, differ):
    assert differ([1, first], [1, second])
    assert differ([1, first], [1, first]) == ()


def test_a_long_column_of_text_is_one_output(record):
    words = ["word", None, float("nan")] * 1000
    frame = pd.DataFrame({"text": words, "string": pd.array(words, dtype="string")})
    assert len(record(frame).leaves) < 15


def test_frames_are_left_as_they_were(record):
    frame = values.frames()["frame"]
    before = frame.copy(deep=True)
    record(frame)
    pd.testing.assert_frame_equal(frame, before)
