"""Dicts, lists, sets, records: paths, order, cycles, depth."""

from __future__ import annotations

import dataclasses
import math
import types
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple

import attrs
import pytest

from pytest_repro.errors import UnsupportedOutputError
from pytest_repro.fixture import Tolerance

Pair = namedtuple("Pair", "left right")


@dataclasses.dataclass
class Record:
    a: object
    late: object = dataclasses.field(init=False)


@attrs.define
class Attrs:
    a: object


BUILDERS = [
    lambda x: {"k": x},
    lambda x: OrderedDict(k=x),
    lambda x: defaultdict(list, k=x),
    lambda x: Counter({"k": x}),
    lambda x: UserDict({"k": x}),
    lambda x: ChainMap({"k": x}),
    lambda x: types.MappingProxyType({"k": x}),
    lambda x: {"k": x}.values(),
    lambda x: [x, "pad"],
    lambda x: (x, "pad"),
    lambda x: deque([x, "pad"]),
    lambda x: UserList([x, "pad"]),
    lambda x: Pair(x, "pad"),
    lambda x: {x, "pad"},
    lambda x: frozenset({x, "pad"}),
    Record,
    Attrs,
    lambda x: types.SimpleNamespace(a=x),
]


@pytest.mark.parametrize("build", BUILDERS)
def test_containers_are_compared_by_content(build, differ):
    assert differ(build(1), build(1)) == ()
    assert differ(build(1), build(2))


def kinds(mismatches):
    return [(mismatch.path, mismatch.kind) for mismatch in mismatches]


def paths(record, value):
    return [leaf.path for leaf in record(value).leaves if leaf.kind != "branch"]


def test_paths_name_where_an_output_stands(record):
    value = {"a": [1, "x"], 3: Pair(1, "y"), (1, "b"): {"s"}, "d": Record(4)}
    assert paths(record, value) == [
        "v['a'][0]",
        "v['a'][1]",
        "v[3].left",
        "v[3].right",
        "v[(1, 'b')]{'s'}",
        "v['d'].a",
    ]


def test_keys_that_print_alike_have_paths_of_their_own(record):
    value = {1: 0, "1": 0, math.nan: 0, float("nan"): 0, b"1": 0, None: 0, "None": 0, "a'b": 0, "\ud800": 0}
    found = paths(record, value)
    assert len(set(found)) == len(value)
    assert "v[nan]#2" in found


def test_long_keys_are_shortened_and_stay_distinct(record):
    found = paths(record, {"k" * 1000 + "a": 1, "k" * 1000 + "b": 2})
    assert len(set(found)) == 2
    assert all(len(path) < 200 for path in found)


def test_a_key_without_a_name_is_refused(record):
    with pytest.raises(
        UnsupportedOutputError, match=r"^v: cannot compare a dict with a key of type object; "
    ):
        record({object(): 1})


def test_order_of_keys_is_a_difference_of_its_own(differ):
    (mismatch,) = differ({"a": 1, "b": 2, "c": 3}, {"a": 1, "c": 3, "b": 2})
    assert (mismatch.path, mismatch.kind, mismatch.index) == ("v", "order", (1,))
    assert mismatch.first == "['b'], ['c']"


def test_order_and_value_are_both_told(differ):
    found = differ({"a": 1, "b": 2}, {"b": 3, "a": 1})
    assert kinds(found) == [("v", "order"), ("v['b']", "value")]


def test_order_of_a_set_never_matters(differ):
    assert differ({8, 0}, {0, 8}) == ()
    first, second = differ({"a", "b"}, {"a", "c"})
    assert (first.path, first.kind, second.path, second.kind) == ("v{'b'}", "missing", "v{'c'}", "extra")


def test_missing_and_extra_are_told_once_for_all_that_lies_inside(differ):
    found = differ({"a": {"x": 1, "y": [1, "z"]}}, {"b": 2})
    assert kinds(found) == [
        ("v['a']", "missing"),
        ("v['b']", "extra"),
    ]


def test_another_type_of_container_is_told_and_its_content_compared(differ):
    found = differ({"a": [1, "x"]}, {"a": (2, "x")})
    assert kinds(found) == [
        ("v['a']", "type"),
        ("v['a'][0]", "value"),
    ]


def test_lists_of_numbers_are_one_output_with_an_index(differ):
    (mismatch,) = differ({"loss": [0.1, 0.2, 0.3]}, {"loss": [0.1, 0.2, 0.5]})
    assert (mismatch.path, mismatch.index, mismatch.differing, mismatch.total) == ("v['loss']", (2,), 1, 3)
    assert mismatch.max_abs == pytest.approx(0.2)


def test_lists_of_another_length_differ_in_shape(differ):
    for first, second in [([1, 2], [1, 2, 3]), ([1, "a"], [1, "a", None]), ([], [1]), (["a"], ["a", "b"])]:
        (mismatch,) = differ([0, first], [0, second])
        assert (mismatch.path, mismatch.kind) == ("v[1]", "shape")


def test_a_list_packed_in_one_trial_only_is_compared_element_by_element(differ):
    found = differ([0.5, 1.5, 2.5], [0.5, None, 3.5])
    assert kinds(found) == [("v[1]", "type"), ("v[2]", "value")]
    assert differ([0.5, 1.5, 2], [0.5, 1.5, 2.5])[0].path == "v[2]"
    assert differ(["a", None], ["a", 3])[0].path == "v[1]"
    assert differ([1, 2], [1, 2**80])[0].path == "v[1]"
    assert differ([True, False], [True, 0])[0].path == "v[1]"


def test_strings_in_another_order_are_told_as_order(differ):
    (mismatch,) = differ(["a", "b", "c"], ["c", "a", "b"])
    assert (mismatch.kind, mismatch.differing, mismatch.index) == ("order", 3, (0,))
    (mismatch,) = differ(["a", None, math.nan], ["a", "None", math.nan])
    assert (mismatch.kind, mismatch.first, mismatch.second) == ("text", "None", "'None'")


def test_tolerance_holds_in_packed_lists(differ):
    assert differ([1.0, 2.0], [1.0, 2.1], Tolerance(atol=0.2)) == ()
    assert differ([1.0, 2.0], [1.0, None], Tolerance(atol=0.2))


def test_a_cycle_is_a_reference_to_where_it_began(record, differ):
    loop: list[object] = [1, "a"]
    loop.append({"back": loop})
    assert paths(record, loop)[-1] == "v[2]['back']"
    assert record(loop).leaves[-1].inline == "v"
    other: list[object] = [1, "a"]
    other.append({"back": [1, "a", 2]})
    (mismatch,) = differ(loop, other)
    assert (mismatch.kind, mismatch.first) == ("type", "a reference to v")


def test_one_list_in_two_places_is_no_cycle(differ):
    shared = [1, "a"]
    assert differ([shared, shared], [[1, "a"], [1, "a"]]) == ()


def nested(depth):
    value: object = 1
    for _ in range(depth):
        value = [value, None]
    return value


def test_deep_nesting_is_walked_and_beyond_measure_refused(record):
    assert len(record(nested(3000)).leaves) == 6001
    with pytest.raises(UnsupportedOutputError, match=r"nested more than 5,000 deep; return a flat list"):
        record(nested(6000))


def test_too_many_values_are_refused(record, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.walk.MAX_LEAVES", 100)
    with pytest.raises(UnsupportedOutputError, match=r"^v: holds more than 100 values; return them"):
        record({number: number for number in range(101)})


def test_an_object_that_fails_to_be_read_is_named(record):
    class Broken(UserDict):
        def __iter__(self):
            raise RuntimeError("no\nkeys")

    with pytest.raises(
        UnsupportedOutputError, match=r"^v\['a'\]: cannot read a .*Broken \(RuntimeError: no\); return"
    ):
        record({"a": Broken(b=1)})
