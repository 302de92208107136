"""Digests of the parts of a value."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from pytest_repro.traces.digest import PLAIN, Budget, Digester
from pytest_repro.traces.parts import MAX_PARTS, Parts


class Pair(NamedTuple):
    left: int
    right: int


@dataclass
class Settings:
    rate: float
    table: Any


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self) -> None:
        self.x = 1.0


def ways(value: object) -> list[str] | None:
    found = Parts(lambda cls: cls.__module__ == __name__).of(value)
    return None if found is None else sorted(found)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1, "b": [1, 2]}, ["['a']", "['b'][0]", "['b'][1]", "['b'][]", "[]"]),
        (Settings(0.1, {"x": 2}), [".rate", ".table['x']", ".table[]"]),
        ((1.0, "two"), ["[0]", "[1]", "[]"]),
        (Pair(1, 2), [".left", ".right"]),
        (Slotted(), [".x"]),
        ({1: 2}, None),
        (list(range(100)), None),
        (dict.fromkeys(map(str, range(MAX_PARTS + 1))), None),
        (1.5, None),
        ("text", None),
        (object(), None),
    ],
)
def test_the_parts_of_a_value(value: object, expected: list[str] | None) -> None:
    assert ways(value) == expected


def test_what_holds_itself_is_taken_apart_once() -> None:
    value = Settings(0.1, None)
    value.table = {"owner": value}
    assert ways(value) == [".rate", ".table['owner']", ".table[]"]
    assert len(digester().named("v", value, Budget(1 << 20))) == 4


def test_what_has_many_parts_is_a_whole_among_the_others() -> None:
    assert ways(Settings(0.1, list(range(1000)))) == [".rate", ".table"]
    many = dict.fromkeys(map(str, range(MAX_PARTS)), 0)
    assert ways(Settings(0.1, many)) == [".rate", ".table"]
    assert ways(many | {"one": 0}) is None


def digester() -> Digester:
    return Digester(lambda cls: cls.__module__ == __name__)


def named(value: object) -> dict[str, bytes]:
    return digester().named("v", value, Budget(1 << 20))


def test_only_the_part_that_differs_differs_and_the_whole() -> None:
    first, second = named(Settings(0.1, {"x": 1, "y": 2})), named(Settings(0.1, {"x": 1, "y": 3}))
    assert {name for name in first if first[name] != second[name]} == {"v", "v.table['y']"}


def test_the_order_of_keys_is_a_part() -> None:
    first, second = named({"a": 1, "b": 1}), named({"b": 1, "a": 1})
    assert {name for name in first if first[name] != second[name]} == {"v", "v[]"}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (1, True),
        ("a", True),
        (b"a", True),
        (np.int64(1), True),
        (datetime.date(2026, 1, 1), True),
        ([1], False),
        (iter([1]), False),
    ],
)
def test_what_can_hide_nothing_is_marked(value: object, plain: bool) -> None:
    assert digester().marked(value, Budget(1 << 20)).endswith(PLAIN) is plain


def test_a_model_an_optimizer_and_a_gradient() -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Linear(2, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    assert sorted(named(model)) == ["v", "v.0.bias", "v.0.weight"]
    before = named(optimizer)
    model(torch.ones(1, 2)).sum().backward()
    after = named(optimizer)
    assert sorted(set(after) - set(before)) == ["v[0].grad", "v[1].grad"]
    assert "v.0.weight.grad" in named(model)


def test_a_frame_by_column() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]})
    other = frame.assign(y=0.0)
    first, second = named(frame), named(other)
    assert {name for name in first if first[name] != second[name]} == {"v", "v['y']"}


def test_a_tensor_met_twice_at_a_moment_is_read_once() -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.zeros(100)
    tensor.requires_grad_().sum().backward()
    budget = Budget(1 << 20)
    found = digester().named("v", {"x": tensor, "y": [tensor]}, budget)
    assert found["v['x']"] == found["v['y'][0]"] != found["v['x'].grad"]
    assert (1 << 20) - budget.left == 2 * tensor.nbytes
