"""Properties that hold for any value, and the bound on how much is told."""

from __future__ import annotations

import contextlib
import copy
import math
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from pytest_repro.fixture import Tolerance
from pytest_repro.outputs import capture, compare
from pytest_repro.outputs.floats import float_bits

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.binary()
    | st.text(st.characters()) | st.dates() | st.timedeltas() | st.decimals() | st.fractions()
)  # fmt: skip
KEYS = st.text(st.characters()) | st.integers() | st.floats() | st.booleans() | st.none() | st.binary()
ARRAYS = nps.arrays(
    nps.scalar_dtypes() | nps.unicode_string_dtypes(max_len=3) | nps.byte_string_dtypes(max_len=3),
    nps.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner) | st.sets(KEYS),
    max_leaves=12,
)
quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@contextlib.contextmanager
def two(first, second):
    """Both values captured; the directory lives as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        yield tuple(
            capture(value, Path(folder, name), root_name="v") for name, value in (("a", first), ("b", second))
        )


@quick
@given(VALUES)
def test_a_copy_agrees(value):
    # The pad keeps an empty value from being refused.
    with two({"pad": 1, "x": value}, {"pad": 1, "x": copy.deepcopy(value)}) as (first, second):
        assert first.leaves == second.leaves
        assert first.digest == second.digest
        assert compare(first, second) == compare(second, first) == ()


@quick
@given(VALUES, VALUES)
def test_digest_and_comparison_agree_both_ways(one, other):
    with two({"pad": 1, "x": one}, {"pad": 1, "x": other}) as (first, second):
        found = compare(first, second)
        assert (first.digest == second.digest) == (not found)
        assert bool(compare(second, first)) == bool(found)
        for mismatch in found:
            assert mismatch.path.startswith("v['x']")
            assert len(mismatch.first) + len(mismatch.second) < 300


@quick
@given(
    nps.arrays(st.sampled_from(["f2", "f4", "f8", "c8", "i4", "u8"]), st.integers(1, 20)),
    st.data(),
)
def test_one_flipped_bit_is_found_where_it_is(array, data):
    raw = bytearray(array.tobytes())
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[bit // 8] ^= 1 << (bit % 8)
    flipped = np.frombuffer(bytes(raw), array.dtype)
    with two({"a": [array, 1], "b": array}, {"a": [flipped, 1], "b": array}) as trials:
        (mismatch,) = compare(*trials)
    assert (mismatch.path, mismatch.differing) == ("v['a'][0]", 1)
    assert mismatch.index == (bit // 8 // array.itemsize,)


@quick
@given(st.floats(), st.integers(0, 63))
def test_one_flipped_bit_of_a_float_is_found(value, bit):
    other = struct.unpack("<d", struct.pack("<Q", float_bits(value) ^ (1 << bit)))[0]
    with two({"x": value, "y": [value, value]}, {"x": other, "y": [value, other]}) as trials:
        assert [m.path for m in compare(*trials)] == ["v['x']", "v['y']"]


@quick
@given(
    st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=8),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.integers(0, 2**40),
)
def test_a_wider_tolerance_never_finds_more(pairs, atol, rtol, ulp):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    narrow = Tolerance(rtol=rtol / 2, atol=atol / 2, ulp=ulp // 2)
    wide = Tolerance(rtol=rtol, atol=atol, ulp=ulp)
    with two({"x": first, "y": float(first[0])}, {"x": second, "y": float(second[0])}) as trials:
        found = [compare(*trials, tolerance) for tolerance in (Tolerance(), narrow, wide)]
    counts = [sum(mismatch.differing for mismatch in mismatches) for mismatches in found]
    assert counts == sorted(counts, reverse=True)


@quick
@given(st.floats(), st.floats(), st.sampled_from([{"rtol": 1e-3}, {"atol": 0.5}, {"ulp": 3}]))
def test_scalars_and_arrays_are_judged_alike(one, other, tolerance):
    with two({"x": one, "y": np.array([one])}, {"x": other, "y": np.array([other])}) as trials:
        for found in (compare(*trials), compare(*trials, Tolerance(**tolerance))):
            assert len(found) in (0, 2)
            assert len({(m.kind, m.max_abs, m.max_ulp) for m in found}) <= 1


def test_beyond_a_thousand_mismatches_the_rest_is_counted(differ):
    first = {f"k{number}": number for number in range(1500)}
    second = {key: number + 1 for key, number in first.items()}
    found = differ(first, second)
    assert len(found) == 1001
    assert (found[-1].kind, found[-1].differing, found[-1].path) == ("more", 500, "v")
    assert found[-1].first == "500 more outputs differ"
    loose = differ(first, second, Tolerance(rtol=1.0))
    assert loose[-1].differing == 500


def test_values_are_read_only_where_digests_differ(record, monkeypatch):
    first, second = record({"x": np.arange(100.0)}), record({"x": np.arange(100.0)})
    monkeypatch.setattr("pytest_repro.outputs.store.ValueReader.read", lambda *_: pytest.fail("read"))
    assert compare(first, second) == compare(first, second, Tolerance(atol=1)) == ()


def test_a_list_is_compared_without_numpy(differ, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.comparison.find_spec", lambda _: None)
    found = differ({"x": [1.0, 2.0, math.nan], "y": (1, 2)}, {"x": [1.0, 2.5, math.nan], "y": (1, 3)})
    assert [(m.path, m.max_abs) for m in found] == [("v['x'][1]", 0.5), ("v['y'][1]", 1.0)]
