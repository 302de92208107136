"""polars, pyarrow, xarray and jax: what makes two of their values differ. `make test-real` has all four."""

from __future__ import annotations

import datetime
import decimal

import pytest

from pytest_repro.errors import UnsupportedOutputError

DAYS = [datetime.date(2020, 1, 1), datetime.date(2020, 1, 2)]
COLUMNS = {
    "a missing number": ([1, None], [1, 0]),
    "missing is not NaN": ([1.0, None], [1.0, float("nan")]),
    "text": (["a", None], ["a", "b"]),
    "bytes": ([b"a"], [b"b"]),
    "truth": ([True, None], [True, False]),
    "lists": ([[1], None], [[1], []]),
    "structs": ([{"k": 1}], [{"k": 2}]),
    "days": (DAYS[:1], DAYS[1:]),
    "moments": ([datetime.datetime(2020, 1, 1), None], [datetime.datetime(2020, 1, 2), None]),
    "times": ([datetime.time(1)], [datetime.time(2)]),
    "durations": ([datetime.timedelta(1)], [datetime.timedelta(2)]),
    "decimals": ([decimal.Decimal("1.5")], [decimal.Decimal("1.6")]),
    "nothing": ([None], [None, None]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_polars(name, differ):
    polars = pytest.importorskip("polars")
    first, second = (polars.DataFrame({"id": [0] * len(c), "x": c}) for c in COLUMNS[name])
    assert differ(first, first.clone()) == ()
    paths = [mismatch.path for mismatch in differ(first, second)]
    assert any(path.startswith("v['x']") for path in paths)
    assert differ(first["x"], second["x"])


def test_frames_of_polars(differ, record):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"a": [1], "b": [1]})
    assert [m.path for m in differ(frame, frame.select("b", "a"))] == ["v.columns"]
    assert differ(frame, frame.rename({"a": "c"}))
    assert differ(frame, frame.cast(polars.Int32))
    assert differ(frame["a"], frame["b"])
    assert differ(polars.Series([1, 2, 3])[1:], polars.Series([2, 3])) == ()
    kinds = polars.Series(["a", "b"], dtype=polars.Categorical)
    assert differ(kinds, kinds.reverse())
    assert differ(polars.Series([1], dtype=polars.Int128), polars.Series([2], dtype=polars.Int128))
    with pytest.raises(UnsupportedOutputError, match=r"a lazy frame; return its collect\(\)"):
        record(frame.lazy())


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_pyarrow(name, differ):
    pyarrow = pytest.importorskip("pyarrow")
    first, second = (pyarrow.table({"id": [0] * len(c), "x": c}) for c in COLUMNS[name])
    assert differ(first, pyarrow.table(first.to_pydict(), first.schema)) == ()
    paths = [mismatch.path for mismatch in differ(first, second)]
    assert any(path.startswith("v['x']") for path in paths)
    assert differ(first["x"], second["x"])
    assert differ(first["x"].combine_chunks(), second["x"].combine_chunks())


def test_tables_of_pyarrow(differ):
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"a": [1], "b": [1]})
    assert [m.path for m in differ(table, table.select(["b", "a"]))] == ["v.columns"]
    twice = [pyarrow.Table.from_arrays([table["a"], pyarrow.array([n])], ["a", "a"]) for n in (1, 2)]
    assert [m.path for m in differ(*twice)] == ["v[#1].data"]
    assert differ(pyarrow.chunked_array([[1, 2], [3]]), pyarrow.chunked_array([[1], [2, 3]])) == ()
    assert differ(pyarrow.array([1, 2, 3])[1:], pyarrow.array([2, 3])) == ()
    moments = [pyarrow.array([n, None], pyarrow.timestamp("ns")) for n in (1, 2)]
    assert differ(*moments)
    kinds = pyarrow.array(["a", "b"]).dictionary_encode()
    assert differ(kinds, kinds[::-1])
    assert differ(pyarrow.scalar(1), pyarrow.scalar(2))
    assert differ(table.schema, table.rename_columns(["a", "c"]).schema)


def test_labelled_arrays_of_xarray(differ):
    xarray = pytest.importorskip("xarray")

    def array(values=(1.0, 2.0), places=(1, 2), dim="x", name="n", unit="m"):
        return xarray.DataArray(list(values), {dim: list(places)}, [dim], name, {"unit": unit})

    others = (
        ("v.values", array(values=(1.0, 3.0))),
        ("v.coords['x'].values", array(places=(1, 3))),
        ("v.dims", array(dim="y")),
        ("v.name", array(name="other")),
        ("v.attrs['unit']", array(unit="s")),
    )
    assert differ(array(), array()) == ()
    for path, other in others:
        assert path in [mismatch.path for mismatch in differ(array(), other)]
    data = xarray.Dataset({"a": array(), "b": ("x", [1, 2])})
    assert differ(data, data.copy(deep=True)) == ()
    assert [m.path for m in differ(data, data.assign_coords(x=[1, 3]))] == ["v['x'].values"]
    assert [m.path for m in differ(data, data.set_coords("b"))] == ["v.coords"]
    assert [m.path for m in differ(data, data.assign_attrs(k=1))] == ["v.attrs['k']"]
    assert differ(xarray.Dataset(coords={"t": [1]}), xarray.Dataset(coords={"t": [2]}))
    assert differ(xarray.Variable("x", [1]), xarray.Variable("x", [2]))


def test_arrays_and_keys_of_jax(differ):
    jax = pytest.importorskip("jax")
    key = jax.random.key
    assert differ({"key": key(0), "w": jax.numpy.ones(2)}, {"key": key(0), "w": jax.numpy.ones(2)}) == ()
    assert [mismatch.path for mismatch in differ({"key": key(0)}, {"key": key(1)})] == ["v['key'].data"]
    assert "v.impl" in [mismatch.path for mismatch in differ(key(0), key(0, impl="rbg"))]
    assert differ(jax.random.split(key(0)), jax.random.split(key(1)))
    half = jax.numpy.ones(2, dtype="bfloat16")
    assert differ(half, half * 2)
