"""Labels for torch's profiler are spared where none runs, and there where one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.patches import Patches
from pytest_repro.traces.labelling import Paused, spare_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

torch = pytest.importorskip("torch")
profiler = torch.autograd.profiler


@pytest.fixture
def spared() -> Iterator[None]:
    before, patches = profiler.record_function, Patches()
    spare_labels(patches, Paused())
    assert profiler.record_function is not before
    yield
    patches.undo()
    assert profiler.record_function is before


class Seen(torch.utils._python_dispatch.TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.append(str(func))
        return func(*args, **(kwargs or {}))


def step() -> None:
    weight = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    weight.sum().backward()
    optimizer.step()
    assert weight.tolist() == pytest.approx([0.9, 0.9])


def test_no_operation_is_left_of_them(spared: None) -> None:
    with Seen() as seen:
        step()
    assert "aten.add_.Tensor" in seen.names
    assert not [name for name in seen.names if name.startswith("profiler")]


def test_a_profiler_that_runs_gets_them(spared: None) -> None:
    with profiler.profile() as profile:
        step()
        with profiler.record_function("mine", "with arguments"):
            torch.ones(1)
    names = {event.key for event in profile.key_averages()}
    assert {"Optimizer.step#SGD.step", "mine"} <= names


def test_it_is_used_in_every_way(spared: None) -> None:
    label = profiler.record_function("one that another thread ends")
    done: Any = torch.futures.Future()
    with label as entered:
        assert entered is label
        assert label._call_end_callbacks_on_future(done) is done

    @profiler.record_function("decorated")
    def twice(number: int) -> int:
        return 2 * number

    assert twice(3) == 6
    assert isinstance(label, torch.profiler.record_function)
    with pytest.raises(KeyError), profiler.record_function("fails"):
        raise KeyError


def labelled(x: torch.Tensor) -> torch.Tensor:
    with torch.autograd.profiler.record_function("scripted"):
        return x + 1


def test_torchscript_compiles_the_original(spared: None) -> None:
    assert torch.jit.script(labelled)(torch.ones(1)).tolist() == [2.0]
