"""Numbers, strings, dates: bit by bit, and each told apart from its like."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import math
import struct
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_repro.fixture import Tolerance
from pytest_repro.outputs.floats import float_bits, float_text, parse_float, ulp_distance


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.Flag):
    READ = 1
    WRITE = 2


ODD_NAN = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000001))[0]

NEW_YEAR = dt.datetime(2020, 1, 1)
DISTINCT = [
    (1, 2, "value"),
    (1, True, "type"),
    (1, 1.0, "type"),
    (1, Level.LOW, "type"),
    (Level.LOW, Level.HIGH, "value"),
    (Access.READ, Access.READ | Access.WRITE, "value"),
    (0.0, -0.0, "sign-of-zero"),
    (math.nan, ODD_NAN, "nan-payload"),
    (math.nan, 1.0, "value"),
    (math.inf, 1.0, "value"),
    (complex(1, 0.0), complex(1, -0.0), "sign-of-zero"),
    (1 + 2j, 1 + 3j, "value"),
    (10**5000, 10**5000 + 1, "value"),
    ("a", "b", "text"),
    ("a" * 1000, "a" * 999 + "b", "text"),
    ("\ud800", "\ud801", "text"),
    ("a", b"a", "type"),
    (b"ab", b"abc", "value"),
    (bytearray(b"a"), bytearray(b"b"), "value"),
    (dt.date(2020, 1, 1), dt.date(2020, 1, 2), "value"),
    (NEW_YEAR, NEW_YEAR.replace(tzinfo=dt.timezone.utc), "value"),
    (
        dt.datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC")),
        dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc),
        "value",
    ),
    (NEW_YEAR, NEW_YEAR.replace(fold=1), "value"),
    (dt.timedelta(1), dt.timedelta(2), "value"),
    (decimal.Decimal("1.0"), decimal.Decimal("1.00"), "value"),
    (fractions.Fraction(1, 2), fractions.Fraction(1, 3), "value"),
    (range(3), range(4), "value"),
    (int, float, "value"),
]


@pytest.mark.parametrize(("first", "second", "kind"), DISTINCT, ids=range(len(DISTINCT)))
def test_distinct_values_differ_and_equal_ones_do_not(first, second, kind, differ):
    (mismatch,) = differ({"n": None, "x": first}, {"n": None, "x": second})
    assert (mismatch.path, mismatch.kind) == ("v['x']", kind)
    assert mismatch.first != mismatch.second or len(mismatch.first) == 80
    assert differ([first], [first]) == ()


def test_a_float_mismatch_says_how_far(differ):
    (mismatch,) = differ({"x": 1.0}, {"x": math.nextafter(1.0, 2)})
    assert mismatch.max_ulp == 1
    assert mismatch.max_abs == math.nextafter(1.0, 2) - 1
    assert (mismatch.first, mismatch.second) == ("1.0", "1.0000000000000002")


def test_a_distance_to_infinity_is_no_number(differ):
    (mismatch,) = differ({"x": 1.0}, {"x": math.inf})
    assert mismatch.max_abs is None
    assert mismatch.max_ulp is None


def test_text_points_at_the_first_character_that_differs(differ):
    (mismatch,) = differ("x" * 500 + "left", "x" * 500 + "right")
    assert mismatch.index == (500,)
    assert "left" in mismatch.first
    assert "right" in mismatch.second
    assert len(mismatch.first) < 100


@pytest.mark.parametrize(
    ("tolerance", "passes"),
    [
        (Tolerance(atol=0.1), True),
        (Tolerance(rtol=0.1), True),
        (Tolerance(ulp=5), False),
        (Tolerance(atol=0.01), False),
    ],
)
def test_tolerance_applies_to_floats(tolerance, passes, differ):
    assert (differ({"x": 1.0}, {"x": 1.05}, tolerance) == ()) is passes
    assert (differ({"x": 1 + 1j}, {"x": 1.05 + 1j}, tolerance) == ()) is passes


def test_tolerance_never_applies_to_integers_strings_and_infinity(differ):
    loose = Tolerance(rtol=1.0, atol=100.0, ulp=1000)
    assert differ({"x": 1}, {"x": 2}, loose)
    assert differ({"x": "1"}, {"x": "2"}, loose)
    assert differ({"x": 1.0}, {"x": math.inf}, loose)
    assert not differ({"x": math.nan}, {"x": ODD_NAN}, loose)


@given(st.integers(0, 2**64 - 1))
def test_text_of_a_float_states_every_bit(bits):
    value = struct.unpack("<d", struct.pack("<Q", bits))[0]
    assert float_bits(parse_float(float_text(value))) == bits


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_neighbours_are_one_ulp_apart(value, up):
    neighbour = math.nextafter(value, math.inf if up else -math.inf)
    if math.isfinite(neighbour):
        assert ulp_distance(value, neighbour) == ulp_distance(neighbour, value) == 1
