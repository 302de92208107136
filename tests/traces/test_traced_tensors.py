"""Digests of tensors in operations: equal ones mean equal bytes, dtype and shape, whoever wrote the bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.calls import Here
from pytest_repro.traces.digest import Digester
from pytest_repro.traces.dispatch import answer_for, replace_question
from pytest_repro.traces.operations import Operations
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.traces.steps import Steps
from pytest_repro.traces.tensors import LARGE, UNREAD, Tensors
from pytest_repro.traces.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.traces.event import Event

torch = pytest.importorskip("torch")
SIDE = 200
assert SIDE * SIDE * 4 > LARGE


@pytest.fixture
def events(tmp_path: Path) -> Callable[[Callable[[], object]], list[Event]]:
    """The operations and steps that a function does."""

    def run(work: Callable[[], object]) -> list[Event]:
        recorder = Recorder(tmp_path / FOLDER)
        finder = SiteFinder(tmp_path)
        operations = Operations(recorder, finder, Here(), Digester(lambda cls: False))
        steps = Steps(recorder, operations.digest, Here(), finder)
        operations.start(torch)
        steps.start(torch)
        try:
            work()
        finally:
            steps.stop()
            operations.stop()
            recorder.close()
        return list(Trace(tmp_path))

    return run


def read(tensor: Any) -> bytes:
    return Tensors(torch).digest(tensor, [])


def sums(events: list[Event]) -> list[bytes]:
    return [event.inputs for event in events if event.key.what == "aten::sum"]


def zeros(**kinds: Any) -> Any:
    return torch.zeros(SIDE, SIDE, **kinds)


def by_a_view(square: Any) -> None:
    square[3, 70] = 1


def past_the_count(square: Any) -> None:
    square.data[3, 70] = 1


def by_numpy(square: Any) -> None:
    square.numpy()[3, 70] = 1


def by_an_optimizer(square: Any) -> None:
    torch._foreach_add_([square], 1)


@pytest.mark.parametrize("change", [by_a_view, past_the_count, by_numpy, by_an_optimizer])
def test_a_large_tensor_that_was_written_to_is_read_again(
    events: Callable[..., list[Event]], change: Callable[[Any], None]
) -> None:
    def work() -> None:
        square = zeros()
        alias = square.numpy() if change is by_numpy else None
        square.sum()
        square.sum()
        change(square)
        square.sum()
        del alias

    before, same, after = sums(events(work))
    assert before == same != after


def test_memory_that_comes_back_with_other_values_is_read_again(events: Callable[..., list[Event]]) -> None:
    rows = [[0.0] * SIDE for _ in range(SIDE)]

    def work() -> None:
        for number in range(6):
            rows[3][70] = float(number)  # neither at the ends nor in the middle
            torch.tensor(rows).sum()

    assert len(set(sums(events(work)))) == 6


def test_dtype_and_shape_count(events: Callable[..., list[Event]]) -> None:
    def work() -> None:
        for kind in (torch.int32, torch.float32, torch.int64):
            zeros(dtype=kind).sum()
            torch.zeros(2, 3, dtype=kind).sum()
            torch.zeros(3, 2, dtype=kind).sum()

    found = sums(events(work))
    assert len(set(found)) == len(found) == 9


def test_what_is_read_in_inference_mode_is_no_less_read(events: Callable[..., list[Event]]) -> None:
    def work() -> None:
        with torch.inference_mode():
            square = zeros()
            square.sum()
            square[3, 70] = 1
            square.sum()

    before, after = sums(events(work))
    assert UNREAD not in (before.rstrip(b"\0"), after.rstrip(b"\0"))
    assert before != after


def test_tensors_that_no_model_holds_are_told_apart_by_their_place(
    events: Callable[..., list[Event]],
) -> None:
    def work() -> None:
        loose = [torch.ones(2, requires_grad=True) for _ in range(3)]
        optimizer = torch.optim.SGD(loose, lr=0.1)
        for _ in range(2):
            sum(tensor.sum() for tensor in loose).backward()  # type: ignore[union-attr]
            optimizer.step()

    names = [event.key.what for event in events(work) if event.key.kind == "gradient"]
    assert names == [f"parameter {index} of group 0" for index in range(3)] * 2


def test_sparse_gradients_are_read(events: Callable[..., list[Event]]) -> None:
    def gradients(rows: list[int], scale: float) -> list[bytes]:
        def work() -> None:
            table = torch.nn.Embedding(9, 2, sparse=True)
            torch.nn.init.ones_(table.weight)
            optimizer = torch.optim.SGD(table.parameters(), lr=0.1)
            (table(torch.tensor(rows)).sum() * scale).backward()
            optimizer.step()

        found = [event for event in events(work) if event.key.kind == "gradient"]
        assert [event.key.what for event in found] == ["weight"]
        return [event.outputs for event in found]

    first = gradients([1, 2, 2], 1.0)
    assert first == gradients([1, 2, 2], 1.0)
    assert len({bytes(g[0]) for g in (first, gradients([1, 2, 3], 1.0), gradients([1, 2, 2], 2.0))}) == 3
    assert first[0].rstrip(b"\0") != UNREAD


@pytest.mark.parametrize("layout", [torch.sparse_csr, torch.sparse_csc, torch.sparse_coo])
def test_sparse_matrices_are_read_whatever_their_layout(layout: Any) -> None:
    plain = torch.eye(4)
    other = plain.clone()
    other[0, 1] = 5
    digest = read(plain.to_sparse(layout=layout))
    assert digest == read(plain.to_sparse(layout=layout))
    assert digest != read(other.to_sparse(layout=layout))
    assert digest != UNREAD


def test_tensors_without_memory_are_let_be(events: Callable[..., list[Event]]) -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode

    def work() -> None:
        with FakeTensorMode():
            torch.ones(4, 4) @ torch.ones(4, 4)
        torch.ones(3, device="meta").relu()
        torch.func.vmap(lambda row: row * 2)(torch.ones(3, 2))
        torch.nested.nested_tensor([torch.ones(2), torch.ones(3)], layout=torch.jagged) * 2
        assert torch.cond(torch.tensor(True), torch.sin, torch.cos, (torch.zeros(2),)).tolist() == [0.0, 0.0]

    assert events(work)


def test_inputs_of_which_one_cannot_be_read_are_not_called_known(events: Callable[..., list[Event]]) -> None:
    found = events(lambda: torch.ones(3, device="meta") + torch.tensor(1.0))
    (event,) = (event for event in found if event.key.what == "aten::add")
    assert event.inputs.rstrip(b"\0") == UNREAD


def test_parameters_are_named_as_the_outermost_model_names_them(events: Callable[..., list[Event]]) -> None:
    def work() -> None:
        inner = torch.nn.Linear(2, 1)
        model = torch.nn.ModuleDict({"head": inner})
        loose = torch.nn.Parameter(torch.ones(1))
        optimizer = torch.optim.SGD([*model.parameters(), loose], lr=0.1)
        (inner(torch.ones(1, 2)) * loose).sum().backward()
        optimizer.step()

    found = events(work)
    names = [event.key.what for event in found if event.key.kind == "gradient"]
    assert names == ["head.weight", "head.bias", "parameter 2 of group 0"]
    assert [event.step for event in found if event.key.kind == "step"] == [1]


def test_parameters_are_named_without_a_search_where_running_functions_hold_the_model(
    events: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_repro.traces.steps.MAX_SEARCHES", 0)

    class Trainer:
        def __init__(self) -> None:
            self.model = torch.nn.ModuleDict({"head": torch.nn.Linear(2, 1)})

    def work() -> None:
        trainer = Trainer()
        optimizer = torch.optim.SGD(trainer.model.parameters(), lr=0.1)
        for _ in range(2):
            trainer.model["head"](torch.ones(1, 2)).sum().backward()
            optimizer.step()

    names = [event.key.what for event in events(work) if event.key.kind == "gradient"]
    assert names == ["head.weight", "head.bias"] * 2


def test_plain_arguments_go_in_with_their_types(events: Callable[..., list[Event]]) -> None:
    x = torch.ones(3)
    works = (lambda: x.add(1), lambda: x.add(1.0), lambda: x.add(2), lambda: x.add(-0.0), lambda: x.add(0.0))
    made = events(lambda: [work() for work in (*works, *works)])
    inputs = [event.inputs for event in made if event.key.what == "aten::add"]
    assert len(inputs) == 2 * len(works)
    assert inputs[: len(works)] == inputs[len(works) :]
    assert len(set(inputs)) == len(works)


def test_rules_registered_for_other_modes_hold_while_operations_are_traced() -> None:
    registry = pytest.importorskip("torch._library.simple_registry")
    find = registry.find_torch_dispatch_rule
    add, mul = torch.ops.aten.add.Tensor, torch.ops.aten.mul.Tensor
    code = find.__code__
    handle = registry.singleton.find(add.__qualname__).torch_dispatch_rules.register(int, len)
    patches = Patches()
    try:
        replace_question(patches, answer_for(bool, lambda operation, hook: lambda *given: operation))
        assert find.__code__ is not code
        later = registry.singleton.find(mul.__qualname__).torch_dispatch_rules.register(int, max)
        assert (find(add, int), find(mul, int), find(add, str)) == (len, max, None)
        assert find(add, bool)(None, add, (), (), {}) is add
        later.destroy()
        assert find(mul, int) is None
    finally:
        patches.undo()
        handle.destroy()
    assert find.__code__ is code and find.__defaults__ is None


def test_a_hook_that_pauses_during_an_operation_is_back_even_if_that_fails() -> None:
    seen: list[Any] = []

    def hook(frame: Any, event: str, argument: Any) -> None:
        return None

    def rule_for(operation: Any, hook: Any) -> Any:
        if operation == "unknown":
            raise KeyError(operation)

        def rule(*given: Any) -> None:
            seen.append(sys.gettrace())
            raise ValueError(operation)

        return rule

    answer = answer_for(int, rule_for)
    before = sys.gettrace()
    sys.settrace(hook)
    try:
        with pytest.raises(KeyError):
            answer("unknown", int)
        after_none = sys.gettrace()
        with pytest.raises(ValueError, match="known"):
            answer("known", int)(None, "known", (), (), {})
        after_failure = sys.gettrace()
    finally:
        sys.settrace(before)
    assert (seen, after_none, after_failure) == ([None], hook, hook)


def test_a_tensor_that_is_the_negative_of_its_memory_is_told_from_it(
    events: Callable[..., list[Event]],
) -> None:
    x = torch.ones(3)
    out = torch.empty(3)
    made = events(lambda: [out.copy_(x), out.copy_(torch._neg_view(x)), out.copy_(x)])
    copies = [event for event in made if event.key.what == "aten::copy_"]
    assert copies[0].inputs == copies[2].inputs != copies[1].inputs
    assert copies[0].outputs == copies[2].outputs != copies[1].outputs
