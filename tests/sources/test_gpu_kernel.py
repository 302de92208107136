"""Kernels of GPUs, on a stand-in for torch: what is asked of it, set in it and put back."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.source import Stage
from pytest_repro.sources import gpu_kernel
from pytest_repro.sources.gpu_kernel import GpuKernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench


class Cuda:
    """The part of ``torch.cuda`` that is asked."""

    def __init__(self) -> None:
        self.allocations = [0, 0]
        self.initialised = False

    def is_initialized(self) -> bool:
        return self.initialised

    def device_count(self) -> int:
        assert self.initialised, "asking would initialise CUDA"
        return len(self.allocations)

    def memory_stats(self, device: int) -> dict[str, int]:
        assert self.initialised, "asking would initialise CUDA"
        return {"allocation.all.allocated": self.allocations[device]}

    def get_device_name(self) -> str:
        return "Example 9000"


class Flag:
    """As ``torch.backends`` has them: a descriptor that calls what it was made with."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, module: Any, owner: Any) -> bool:
        return module.flags[self.name]

    def __set__(self, module: Any, value: bool) -> None:
        module.flags[self.name] = value


class Cudnn:
    benchmark = Flag("benchmark")
    deterministic = Flag("deterministic")

    def __init__(self) -> None:
        self.flags = {"benchmark": True, "deterministic": False}


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """The following operations will act deterministically:

    * :func:`torch.Tensor.scatter_add_` when called on a CUDA tensor
    * :class:`torch.nn.AdaptiveAvgPool2d` when attempting to differentiate a CUDA tensor

    See :attr:`torch.empty`.
    """
    raise AssertionError("it imports the compiler")


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The stand-in, on a machine that has a GPU."""
    module: Any = ModuleType("torch")
    module.__version__ = "2.99"
    module.cuda = Cuda()
    module.modes = []
    module._C = SimpleNamespace(_set_cudnn_benchmark=print, _set_cudnn_deterministic=print)
    module.backends = SimpleNamespace(cudnn=Cudnn(), cuda=SimpleNamespace(is_built=lambda: True))
    module.utils = SimpleNamespace(deterministic=SimpleNamespace(fill_uninitialized_memory=True))
    module.set_deterministic_debug_mode = module.modes.append
    module.use_deterministic_algorithms = use_deterministic_algorithms
    monkeypatch.setitem(sys.modules, "torch", module)
    (tmp_path / "gpu").touch()
    monkeypatch.setattr(gpu_kernel, "_DEVICES", (str(tmp_path / "gpu"),))
    return module


def source(settings: dict[str, Any] | None = None) -> GpuKernel:
    finder, imports = SiteFinder(Path.cwd()), ImportHooks()
    return GpuKernel(Stage("vary", settings or {}, None, True, True, finder, imports))


def told(of: GpuKernel) -> tuple[bool, str]:
    (axis,) = of.axes()
    assert axis.source == "gpu-kernel"
    assert bool(of.recorded()["unused"]) is not axis.applied
    return axis.applied, axis.detail


def test_only_a_fixture_that_used_the_gpu_counts(torch: Any) -> None:
    played = source()
    played.item_starts()
    assert told(played) == (False, "the fixture did not use the GPU")
    torch.cuda.initialised = True
    torch.cuda.allocations[1] = 3
    assert told(played) == (True, "the run was repeated on Example 9000; kernels can agree by chance")
    played.item_starts()
    assert told(played) == (False, "the fixture did not use the GPU"), "that was an earlier one's"
    torch.cuda.allocations[0] += 1
    assert told(played)[0]


def test_why_it_was_not_applied(torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.backends.cuda.is_built = lambda: False
    assert told(source()) == (False, "torch was built without support for GPUs")
    monkeypatch.setattr(gpu_kernel, "_DEVICES", ())
    assert told(source()) == (False, "this machine has no GPU")
    monkeypatch.delitem(sys.modules, "torch")
    assert told(source()) == (False, "torch was not imported")


def test_deterministic_kernels_are_held_against_the_program(torch: Any) -> None:
    cudnn, setter = torch.backends.cudnn, torch._C._set_cudnn_benchmark
    quiet = source(GpuKernel.controlled())
    quiet.install()
    try:
        assert torch.modes == ["warn"]
        assert cudnn.flags == {"benchmark": False, "deterministic": True}
        assert torch.utils.deterministic.fill_uninitialized_memory is False
        torch.use_deterministic_algorithms(False)
        torch.set_deterministic_debug_mode("default")
        torch._C._set_cudnn_benchmark(True)
        cudnn.benchmark = True
        cudnn.deterministic = False
        assert (cudnn.benchmark, cudnn.deterministic, torch.modes) == (False, True, ["warn"])
    finally:
        quiet.uninstall()
    assert torch.use_deterministic_algorithms is use_deterministic_algorithms
    assert torch._C._set_cudnn_benchmark is setter
    cudnn.benchmark = True
    assert cudnn.flags["benchmark"]


def test_nothing_is_set_without_a_gpu_or_a_reason(torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source().install()
    monkeypatch.setattr(gpu_kernel, "_DEVICES", ())
    source(GpuKernel.controlled()).install()
    assert torch.modes == []


def test_the_environment_of_a_quiet_trial() -> None:
    quiet = GpuKernel.environ(GpuKernel.controlled())
    assert quiet == {"CUBLAS_WORKSPACE_CONFIG": ":4096:8", "NVIDIA_TF32_OVERRIDE": "0"}
    assert GpuKernel.environ({}) == {}


@pytest.mark.parametrize(
    ("operation", "documented"),
    [
        ("aten::scatter_add_", True),
        ("aten::scatter_add", True),
        ("aten::_adaptive_avg_pool2d_backward in the backward of AdaptiveAvgPool2DBackward0", True),
        ("aten::scatter", False),
        ("aten::empty", False),
    ],
)
def test_what_torch_documents_is_named_with_its_version(torch: Any, operation: str, documented: bool) -> None:
    expected = "torch 2.99 documents it as nondeterministic" if documented else ""
    assert GpuKernel.remark(operation) == expected


def test_the_torch_that_is_installed_documents_its_operations() -> None:
    installed = pytest.importorskip("torch")
    assert (
        GpuKernel.remark("aten::cumsum") == f"torch {installed.__version__} documents it as nondeterministic"
    )
    assert GpuKernel.remark("aten::mm") == ""


def test_a_real_torch_can_be_held_and_let_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = pytest.importorskip("torch")
    (tmp_path / "gpu").touch()
    monkeypatch.setattr(gpu_kernel, "_DEVICES", (str(tmp_path / "gpu"),))
    before = real.backends.cudnn.benchmark, real.backends.cudnn.deterministic
    quiet = source(GpuKernel.controlled())
    quiet.install()
    try:
        real.use_deterministic_algorithms(False)
        real.backends.cudnn.benchmark = True
        with real.backends.cudnn.flags(enabled=True, benchmark=True, deterministic=False):
            assert not real.backends.cudnn.benchmark
            assert real.backends.cudnn.deterministic
        assert real.are_deterministic_algorithms_enabled()
        assert real.is_deterministic_algorithms_warn_only_enabled()
    finally:
        quiet.uninstall()
        real.use_deterministic_algorithms(False)
        real.utils.deterministic.fill_uninitialized_memory = True
        real.backends.cudnn.benchmark, real.backends.cudnn.deterministic = before
    assert not real.are_deterministic_algorithms_enabled()


PROBES = """
    import {name}

    def answer():
        return 1
    """


@pytest.mark.parametrize(
    ("name", "reason"), [("json", "torch was not imported"), ("torch", "this machine has no GPU")]
)
def test_a_trial_says_why_it_was_not_applied(bench: Callable[..., Bench], name: str, reason: str) -> None:
    pytest.importorskip("torch")
    if name == "torch" and gpu_kernel._has_device():
        pytest.skip("this machine has a GPU")
    axes = bench(PROBES.format(name=name)).vary().axes
    assert [axis[1:] for axis in axes if axis[0] == "gpu-kernel"] == [[False, reason]]
