"""Digests of live values: positional, of logical bytes, and never in the way of the program."""

from __future__ import annotations

import io
import itertools
import random
from datetime import date
from inspect import Parameter
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from pytest_repro.traces.digest import OF_OBJECTS, OF_TEXTS, PLAIN, Budget, Digester
from pytest_repro.traces.tensors import Tensors

np = pytest.importorskip("numpy")


class Box:
    def __init__(self, value: object) -> None:
        self.value = value


class Hostile:
    @property
    def __dict__(self):  # type: ignore[no-untyped-def,override]
        raise RuntimeError("do not look")


_REFERRED = Box(1), Box(2)
DIGESTER = Digester(lambda cls: cls.__module__ == __name__)


def _default(value: object) -> Parameter:
    return Parameter("p", Parameter.KEYWORD_ONLY, default=value)


def digest(value: object, budget: int = 1 << 30) -> bytes:
    return DIGESTER.digest(value, Budget(budget))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.arange(6.0), np.arange(6.0)[::-1].copy()),
        (np.arange(6.0), np.arange(6.0).astype(np.float32)),
        (np.arange(6.0), np.arange(6.0).reshape(2, 3)),
        (np.array([0.0]), np.array([-0.0])),
        ([1, 2], [2, 1]),
        ([1, 2], (1, 2)),
        ([[1], 2], [1, [2]]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (1, 1.0),
        (1, True),
        ("1", b"1"),
        (Box([1]), Box([2])),
        (io.BytesIO(b"1"), io.BytesIO(b"2")),  # compiled, and says what it is made of
        (Box(io.StringIO("1")), Box(io.StringIO("2"))),
        (Box(ip_address("10.0.0.1")), Box(ip_address("10.0.0.2"))),  # equal by what it says
    ],
)
def test_what_differs_has_another_digest(first: object, second: object) -> None:
    assert digest(first) != digest(second)
    assert len(digest(first)) == 16


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("feature-001", "feature-002"),
        (date(2026, 11, 22), date(2026, 11, 23)),
        (Path("abcdefghij1"), Path("abcdefghij2")),
    ],
)
def test_the_first_half_of_a_digest_tells_what_is_written_in_as_many_bytes(
    first: object, second: object
) -> None:
    assert digest(first)[:8] != digest(second)[:8]  # a trace keeps no more of it


def test_names_that_were_drawn_for_temporary_files_are_no_difference() -> None:
    ours, theirs = (Digester(lambda cls: False, folder) for folder in ("/tmp/one", "/tmp/other"))
    for digester, name in ((ours, "a1b2c3d4"), (theirs, "e5f6a7b8")):
        digester.drawn_names[name] = None
    first, second = "/tmp/one/run-a1b2c3d4/model.pt", "/tmp/other/run-e5f6a7b8/model.pt"
    for wrap in (str, Path, lambda text: [text], lambda text: {text: 1}):
        assert ours.marked(wrap(first), Budget(99)) == theirs.marked(wrap(second), Budget(99))
    assert ours.marked("a1b2c3d4", Budget(99)) != theirs.marked("e5f6a7b8", Budget(99))  # no path
    assert ours.marked(first, Budget(99)) != ours.marked(f"{first}2", Budget(99))
    # A name may hide in it: no digest says that nothing does.
    assert not ours.marked(first, Budget(99)).endswith(PLAIN) and ours.marked("x", Budget(99)).endswith(PLAIN)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.arange(12.0).reshape(3, 4).T, np.arange(12.0).reshape(3, 4).T.copy()),
        (np.arange(20.0)[::2], np.arange(20.0)[::2].copy()),
        ({"b", "a", "c"}, {"c", "b", "a"}),
        (Box(np.arange(3)), Box(np.arange(3))),
        (object(), object()),
        (iter([1]), iter([2])),
        (ref(_REFERRED[0]), ref(_REFERRED[1])),  # shows an address
        (_default(frozenset((0, 8))), _default(frozenset((8, 0)))),  # shown in another order
    ],
)
def test_what_is_equal_or_cannot_be_read_has_the_same(first: object, second: object) -> None:
    assert digest(first) == digest(second)


def test_tensors_by_their_logical_bytes() -> None:
    torch = pytest.importorskip("torch")
    base = torch.arange(12.0).reshape(3, 4)
    assert digest(base.T) == digest(base.T.contiguous())
    assert digest(base[:, 1:3]) == digest(base[:, 1:3].clone())
    assert digest(base) != digest(base.flip(0))
    assert digest(base) != digest(base.reshape(4, 3))
    assert digest(base.to(torch.bfloat16)) != digest(base)
    complex_ = torch.complex(base, base)
    assert digest(complex_.conj()) == digest(complex_.conj().resolve_conj())
    assert digest(complex_.conj()) != digest(complex_)


def test_a_cycle_ends_and_a_hostile_object_is_let_be() -> None:
    endless: list[object] = [1]
    endless.append(endless)
    assert digest(endless) == digest(endless)
    assert digest(Hostile())
    assert digest([Hostile(), 1])


def test_an_iterator_is_not_consumed_and_no_stream_is_drawn_on() -> None:
    numbers = iter([1, 2, 3])
    before = random.getstate()
    digest(numbers)
    digest(np.random.default_rng(0))
    assert next(numbers) == 1
    assert random.getstate() == before


def test_beyond_its_budget_a_large_compiled_object_stands_by_its_type() -> None:
    large = io.BytesIO(b"1" * 100_000), io.BytesIO(b"2" * 100_000)
    assert digest(large[0]) != digest(large[1])
    assert digest(large[0], budget=10) == digest(large[1], budget=10)


def test_a_compiled_object_that_cannot_be_pickled_stands_by_its_type(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)
    with (tmp_path / "a").open() as first, (tmp_path / "b").open() as second:
        assert digest([1, first]) == digest([1, second]) != digest([2, first])


def test_beyond_its_budget_a_large_array_is_sampled() -> None:
    first = np.zeros(1 << 20, np.uint8)
    middle, end = first.copy(), first.copy()
    middle[1 << 19] = 1
    end[-1] = 1
    assert digest(first, 1 << 22) != digest(middle, 1 << 22)
    assert digest(first, 0) == digest(middle, 0)
    assert digest(first, 0) != digest(end, 0)


def test_the_folder_of_the_trial_is_no_difference(tmp_path: Path) -> None:
    def digests(folder: Path) -> list[bytes]:
        digester = Digester(lambda cls: False, str(folder))
        values = ["plain", str(folder / "a.csv"), folder / "a.csv", [f"x={folder}"]]
        return [digester.digest(value, Budget(10**6)) for value in values]

    one, other = tmp_path / "one", tmp_path / "other"
    assert digests(one) == digests(other)
    assert len(set(digests(one))) == 4


def test_a_large_matrix_and_its_transpose_are_told_apart() -> None:
    torch = pytest.importorskip("torch")
    square = torch.arange(250.0 * 250).reshape(250, 250)

    def read(tensor: Any) -> bytes:
        return Tensors(torch).digest(tensor, [])

    digest = read(square)
    assert read(square.t()) != digest
    assert read(square.clone().t()) == read(square.t())
    assert read(square.t().contiguous()) != digest
    before = read(square.t())
    square[3, 4] += 1
    assert read(square.t()) != before


def test_unusual_tensors_are_told_apart_by_their_values() -> None:
    torch = pytest.importorskip("torch")
    ones, zeros = torch.ones(3, 3), torch.zeros(3, 3)
    made: list[Any] = [
        lambda t: t.to(torch.float8_e5m2),
        lambda t: t.to(torch.complex32),
        lambda t: t.to(torch.uint16),
        lambda t: torch.quantize_per_tensor(t, 0.1, 0, torch.qint8),
        lambda t: torch.nested.nested_tensor([t, t[:1]]),
        lambda t: t.to_sparse_csr(),
        lambda t: (t * 1j).conj().imag,
    ]
    made += [lambda t: t.to_mkldnn()] if torch.backends.mkldnn.is_available() else []
    for make in made:
        assert digest(make(ones)) == digest(make(ones.clone())) != digest(make(zeros)), make(ones)


def test_what_an_optimizer_holds_is_read_without_its_hooks() -> None:
    torch = pytest.importorskip("torch")
    called: list[str] = []

    def optimizer(rate: float = 0.1, steps: int = 1) -> Any:
        weight = torch.nn.Parameter(torch.ones(2))
        made = torch.optim.Adam([weight], lr=rate)
        made.register_state_dict_pre_hook(lambda _: called.append("hook"))
        for _ in range(steps):
            weight.grad = torch.ones(2)
            made.step()
        return made

    assert digest(optimizer()) == digest(optimizer())
    assert len({digest(o) for o in (optimizer(), optimizer(rate=0.2), optimizer(steps=2))}) == 3
    assert called == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1, 2.0, "a"], [1, 2.0, "b"]),
        ([0.0], [-0.0]),
        ([1], [True]),
        ([], {}),
        (["a", b"a"], [b"a", "a"]),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": np.zeros(2)}, {"a": np.zeros(2, np.float32)}),
        ([np.float64(1)], [1.0]),
        (["\ud800"], ["\ud801"]),
    ],
)
def test_containers_of_plain_values_are_told_apart(first: object, second: object) -> None:
    assert digest(first) != digest(second)


def test_texts_count_by_what_they_say_and_not_by_which_object_they_are() -> None:
    text = "".join(["a", "bc"])
    assert digest([text, text]) == digest(["abc", "".join(["ab", "c"])])


def test_a_graph_of_objects_is_paid_for_like_a_large_array() -> None:
    nodes = [Box(None)]
    for _ in range(6):
        nodes.append(Box([nodes[-1]] * 20))
    budget = Budget(64 << 20)
    left = [budget.left]
    for _ in range(250):
        DIGESTER.digest(nodes[-1], budget)
        left.append(budget.left)
    spent = [before - after for before, after in itertools.pairwise(left)]
    assert spent[0] > 1 << 20 and spent == sorted(spent, reverse=True) and spent[-1] < 1 << 10
    assert budget.left > 0, "lines go on to be traced"
    shallow = Budget(0)
    first, second = [[Box(n)] for n in range(40)], [[Box(n)] for n in range(39)] + [[Box(40)]]
    assert DIGESTER.digest(first[:2], shallow) != DIGESTER.digest(first[1:3], shallow)
    assert DIGESTER.digest(first, shallow) == DIGESTER.digest(second, shallow), "beyond what is looked at"
    assert digest(first) != digest(second)


def test_numbers_are_looked_at_all_at_once_and_cost_nothing_more() -> None:
    budget = Budget(64 << 20)
    DIGESTER.digest([[float(n) for n in range(1000)] for _ in range(15)], budget)
    assert budget.left == 64 << 20


def test_what_orders_a_set_does_not_depend_on_which_item_comes_first() -> None:
    class Secret(type):
        def __getattribute__(cls, name: str) -> Any:
            if name == "__mro__":
                raise RuntimeError("do not ask")
            return super().__getattribute__(name)

    class Silent(metaclass=Secret):
        pass

    objects = [Box(i) for i in range(50)]
    for i, each in enumerate(objects):
        assert DIGESTER.marked({1, None, f"{i}"}, Budget(99)).endswith(OF_TEXTS)
        assert DIGESTER.marked({each, f"{i}"}, Budget(99)).endswith(OF_TEXTS)
        assert DIGESTER.marked({each, 1, None}, Budget(99)).endswith(OF_OBJECTS)
    silent: set[object] = {Silent()}
    assert DIGESTER.marked(silent, Budget(99)) == DIGESTER.digest(silent, Budget(99))
