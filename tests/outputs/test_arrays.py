"""numpy arrays: every dtype and memory order, by value and never by padding."""

from __future__ import annotations

import numpy as np
import pytest

from pytest_repro.fixture import Tolerance
from pytest_repro.outputs.layout import layout_of

NUMBERS = [
    "i1",
    "i2",
    "i4",
    "i8",
    "u1",
    "u2",
    "u4",
    "u8",
    "f2",
    "f4",
    "f8",
    "g",
    "c8",
    "c16",
    "G",
    ">f4",
    ">i8",
    ">c8",
]


@pytest.mark.parametrize("dtype", NUMBERS)
def test_numbers_are_measured(dtype, differ):
    first = np.arange(24).reshape(2, 3, 4).astype(dtype)
    second = first.copy()
    second[1, 2, 0] += 3
    second[0, 0, 1] += 1
    (mismatch,) = differ(first, second)
    assert (mismatch.path, mismatch.kind, mismatch.index) == ("v", "value", (1, 2, 0))
    assert (mismatch.differing, mismatch.total, mismatch.max_abs) == (2, 24, 3.0)
    assert (mismatch.max_ulp is not None) == (
        np.dtype(dtype).kind in "fc" and np.dtype(dtype).char not in "gG"
    )
    assert mismatch.first.strip("(j)").startswith("20")
    assert differ(first, first.copy()) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.array([True, False]), np.array([True, True])),
        (np.array(["a", "bb"]), np.array(["a", "bc"])),
        (np.array([b"a", b"bb"]), np.array([b"a", b"bc"])),
        (np.array(["2020", "2021"], "M8[D]"), np.array(["2020", "NaT"], "M8[D]")),
        (np.array([1, 2], "m8[s]"), np.array([1, 3], "m8[s]")),
        (np.array([b"ab", b"cd"], "V2"), np.array([b"ab", b"ce"], "V2")),
    ],
)
def test_what_is_no_number_is_compared_too(first, second, differ):
    (mismatch,) = differ(first, second)
    assert (mismatch.kind, mismatch.index, mismatch.differing, mismatch.max_abs) == ("value", (1,), 1, None)
    assert mismatch.first != mismatch.second


def test_memory_order_and_strides_are_no_values(differ):
    base = np.arange(60.0).reshape(3, 4, 5)
    assert differ(base, np.asfortranarray(base)) == ()
    assert differ(base[:, ::2], base[:, ::2].copy()) == ()
    assert differ(base[::-1], base[::-1].copy()) == ()
    assert differ(np.broadcast_to(np.float32(1), (3, 3)), np.ones((3, 3), np.float32)) == ()


def test_slabs_of_an_array_out_of_order_cover_it(record, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.ndarray.STEP", 100)
    base = np.arange(3000.0).reshape(50, 60)
    assert record(base.T).digest == record(np.ascontiguousarray(base.T)).digest


@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (1, 1, 1)])
def test_shapes_at_the_edge(shape, differ, record):
    array = np.zeros(shape)
    assert differ([1.5, array], [1.5, array.copy()]) == ()
    assert record([1.5, array]).leaves[-1].shape == shape


def test_dtype_and_shape_are_kinds_of_their_own(differ):
    (mismatch,) = differ(np.zeros(3), np.zeros(3, "f4"))
    assert (mismatch.kind, mismatch.first, mismatch.second) == ("dtype", "float64", "float32")
    (mismatch,) = differ(np.zeros(3, "<f4"), np.zeros(3, ">f4"))
    assert (mismatch.kind, mismatch.second) == ("dtype", ">f4")
    (mismatch,) = differ(np.zeros((2, 3)), np.zeros((3, 2)))
    assert (mismatch.kind, mismatch.first) == ("shape", "(2, 3)")
    assert differ(np.float64(1), 1.0)[0].kind == "type"


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g", "c8", "c16"])
def test_signs_of_zero_and_nan_payloads_are_told_apart(dtype, differ):
    zeros = np.zeros(5, dtype)
    (mismatch,) = differ(zeros, -zeros)
    assert (mismatch.kind, mismatch.differing) == ("sign-of-zero", 5)
    nans = np.full(5, np.nan, dtype)
    assert differ(nans, nans.copy()) == ()
    mixed = zeros.copy()
    mixed[0] = 1
    assert differ(zeros, np.where(mixed == 1, mixed, -zeros))[0].kind == "value"


def test_another_nan_is_a_kind_of_its_own(differ):
    nans = np.full(3, np.nan)
    other = nans.copy()
    other.view("u8")[1] += 1
    (mismatch,) = differ(nans, other)
    assert (mismatch.kind, mismatch.index, mismatch.max_abs, mismatch.max_ulp) == (
        "nan-payload",
        (1,),
        None,
        None,
    )


def test_a_nan_in_one_trial_is_the_greatest_difference(differ):
    (mismatch,) = differ(np.array([1.0, 2.0, 3.0]), np.array([100.0, np.nan, 3.0]))
    assert (mismatch.index, mismatch.second, mismatch.max_abs, mismatch.differing) == ((1,), "nan", None, 2)


def test_distance_in_ulp_counts_across_zero(differ):
    first = np.array([np.nextafter(np.float32(0), np.float32(-1))])
    second = np.array([np.nextafter(np.float32(0), np.float32(1))])
    assert differ(first, second)[0].max_ulp == 2
    assert differ(np.array([1 + 1j]), np.array([1 + np.nextafter(1, 2) * 1j]))[0].max_ulp == 1


def test_great_integers_are_subtracted_without_overflow(differ):
    (mismatch,) = differ(np.array([np.iinfo("i8").min]), np.array([np.iinfo("i8").max]))
    assert mismatch.max_abs == float(2**64 - 1)
    assert differ(np.array([0], "u8"), np.array([2**64 - 1], "u8"))[0].max_abs == float(2**64 - 1)


def test_a_permutation_is_told_as_order(differ):
    values = np.random.default_rng(0).random((10, 4))
    (mismatch,) = differ(values, values[::-1])
    assert (mismatch.kind, mismatch.differing, mismatch.total) == ("order", 40, 40)
    changed = values[::-1].copy()
    changed[0, 0] = 7
    assert differ(values, changed)[0].kind == "value"


def test_labels_that_balance_by_chance_are_no_permutation(differ):
    labels = np.tile([0, 1], 50)
    assert differ(labels, 1 - labels)[0].kind == "value"


def test_padding_of_structured_arrays_is_no_value(differ):
    dtype = np.dtype([("flag", "u1"), ("value", "f8"), ("point", "f4", (2,))], align=True)
    raw = np.zeros(4 * dtype.itemsize, "u1")
    first, second = raw.copy().view(dtype), (raw + 255).view(dtype)
    for array in (first, second):
        array["flag"], array["value"], array["point"] = 1, 2.5, 3
    assert first.tobytes() != second.tobytes()
    assert differ(first, second) == ()
    second["value"][2] = 3
    (mismatch,) = differ(first, second)
    assert (mismatch.path, mismatch.index) == ("v['value']", (2,))
    assert differ(first[0], second[2])[0].path == "v['value']"


def test_padding_of_long_doubles_is_no_value(differ):
    if np.finfo("g").nmant != 63:
        pytest.skip("long doubles of this machine have no padding")
    first = np.ones(3, "g")
    second = first.copy()
    second.view("u1").reshape(3, -1)[:, 10:] = 7
    assert first.tobytes() != second.tobytes()
    assert differ(first, second) == ()
    assert differ(first + 0j, second + 0j) == ()


def test_what_a_mask_hides_is_no_value(differ):
    first = np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
    second = np.ma.array([1.0, 9.0, 3.0], mask=[0, 1, 0])
    assert differ(first, second) == ()
    assert first.data[1] == 2.0
    assert differ(first, np.ma.array([1.0, 2.0, 3.0], mask=[0, 0, 0]))[0].path == "v.data"
    assert differ([1.0, np.ma.masked], [1.0, np.ma.masked]) == ()


def test_object_arrays_are_walked(differ):
    first = np.array([[1, "a"], [None, np.arange(3)]], object)
    second = np.array([[1, "a"], [None, np.arange(3) + 1]], object)
    (mismatch,) = differ(first, second)
    assert (mismatch.path, mismatch.differing) == ("v[1, 1]", 3)
    texts = np.array([["a", "b"], ["c", "d"]], object)
    other = texts.copy()
    other[1, 0] = "x"
    assert differ(texts, other)[0].index == (1, 0)
    other[1, 0] = 3
    assert differ(texts, other)[0].path == "v[1, 0]"
    assert differ(np.array({"a": 1}, object), np.array({"a": 2}, object))[0].path == "v[()]['a']"
    assert differ(np.array([1.0, 2.0]), np.array([1.0, 2.0], object))[0].kind == "type"


def test_memmaps_are_arrays(differ, tmp_path):
    mapped = np.memmap(tmp_path / "data", "f4", "w+", shape=(4,))
    assert differ(mapped, np.zeros(4, "f4")) == ()


def test_arrays_are_left_as_they_were(record):
    array = np.arange(6.0)
    array.flags.writeable = False
    state = np.random.get_state()[1].copy()
    record({"a": array, "m": np.ma.array([1, 2], mask=[0, 1])})
    assert (np.random.get_state()[1] == state).all()
    assert (array == np.arange(6.0)).all()


STREAMS = [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM]


@pytest.mark.parametrize("bits", STREAMS)
def test_generators_differ_once_drawn_from(bits, differ):
    used = np.random.Generator(bits(0))
    used.random(3)
    assert differ(np.random.Generator(bits(0)), np.random.Generator(bits(0))) == ()
    assert differ(np.random.Generator(bits(0)), used)
    assert differ(bits(0), bits(1))


def test_what_a_spent_buffer_holds_is_no_value(differ):
    stream = np.random.RandomState(0)
    state = stream.get_state(legacy=False)
    stream.set_state({**state, "has_gauss": 0, "gauss": 5.0})
    assert differ(np.random.RandomState(0), stream) == ()
    stream.set_state({**state, "has_gauss": 1, "gauss": 5.0})
    assert differ(np.random.RandomState(0), stream)
    first, second = np.random.PCG64(0), np.random.PCG64(0)
    second.state = {**second.state, "has_uint32": 0, "uinteger": 7}
    assert differ(first, second) == ()


def test_what_a_generator_has_read_of_its_buffer_is_no_value(differ):
    first, second = np.random.Philox(0), np.random.Philox(0)
    buffer = np.arange(4, dtype="u8")
    first.state = {**first.state, "buffer": buffer, "buffer_pos": 2}
    second.state = {**second.state, "buffer": buffer + np.array([9, 9, 0, 0], "u8"), "buffer_pos": 2}
    assert differ(first, second) == ()
    second.state = {**second.state, "buffer": buffer + np.array([0, 0, 9, 0], "u8"), "buffer_pos": 2}
    assert differ(first, second)


@pytest.mark.parametrize("dtype", ["f4", "f8", "g", "c16"])
def test_tolerance_judges_each_element(dtype, differ):
    first = np.arange(1, 101).astype(dtype)
    second = first * np.array(1 + 1e-6).astype(dtype)
    second[7] += 1
    assert differ(first, second)[0].differing == 100
    (mismatch,) = differ(first, second, Tolerance(rtol=1e-5))
    assert (mismatch.differing, mismatch.index, mismatch.total) == (1, (7,), 100)
    assert differ(first, second, Tolerance(atol=2)) == ()
    assert (
        differ(np.array([np.inf, np.nan], dtype), np.array([np.inf, -np.nan], dtype), Tolerance(rtol=1)) == ()
    )
    assert differ(np.array([1.0], dtype), np.array([np.inf], dtype), Tolerance(rtol=1, atol=1, ulp=2**62))


def test_tolerance_in_ulp(differ):
    first = np.ones(3, "f4")
    second = np.nextafter(np.nextafter(first, np.float32(2)), np.float32(2))
    assert differ(first, second, Tolerance(ulp=1))[0].max_ulp == 2
    assert differ(first, second, Tolerance(ulp=2)) == ()
    assert differ(np.array([1]), np.array([2]), Tolerance(atol=5, ulp=5))


def test_blocks_are_put_together(differ, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.elements.BLOCK", 7)
    first = np.arange(100.0)
    second = first.copy()
    second[[3, 50, 99]] += [1, 5, 2]
    (mismatch,) = differ(first, second)
    assert (mismatch.index, mismatch.differing, mismatch.max_abs) == ((50,), 3, 5.0)
    (mismatch,) = differ(first, first + 1)
    assert mismatch.index == (0,)


def test_small_floats_are_read_as_torch_reads_them():
    torch = pytest.importorskip("torch")
    for name in ("float8_e4m3fn", "float8_e5m2"):
        bits = np.arange(256, dtype="u1").reshape(-1, 1)
        with np.errstate(invalid="ignore"):
            ours = layout_of(name, 1).numbers(bits)[:, 0]
        theirs = torch.arange(256, dtype=torch.uint8).view(getattr(torch, name)).double().numpy()
        assert np.array_equal(ours, theirs, equal_nan=True)
