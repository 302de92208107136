"""Kernels of GPUs: atomic additions and the choice of algorithms differ from run to run on one device."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Axis
from pytest_repro.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_repro.source import Stage

_DEVICES = ("/dev/nvidia0", "/dev/kfd", "/dev/dxg")
_NAMES = re.compile(r"^\s*\* :\w+:`~?torch\.(?:\w+\.)*(\w+)`", re.MULTILINE)
_SETTERS = ("_set_cudnn_benchmark", "_set_cudnn_deterministic")
"""What ``torch.backends.cudnn`` and its ``flags`` call."""


class GpuKernel(Source):
    """Neither varied nor replayed: repeated. With deterministic kernels nothing is left that differs.

    What was used is asked of torch, which must not be made to initialise CUDA by asking: a process that has
    done so can no longer fork. TF32 is switched off by NVIDIA's own variable, since torch refuses a program
    that mixes its older settings with its newer ones.
    """

    id = "gpu-kernel"
    explanation = "kernels of the GPU add up, or are chosen, in another way in every run"
    fix = (
        "call torch.use_deterministic_algorithms(True), set torch.backends.cudnn.benchmark = False, "
        "and start with CUBLAS_WORKSPACE_CONFIG=:4096:8"
    )
    rules = ("REP201", "REP202", "REP203", "REP205")
    inherent = True
    suspicion = 1

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._before = 0

    @classmethod
    def controlled(cls) -> dict[str, Any]:
        return {"deterministic": True}

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return {"CUBLAS_WORKSPACE_CONFIG": ":4096:8", "NVIDIA_TF32_OVERRIDE": "0"} if settings else {}

    @classmethod
    def remark(cls, operation: str) -> str:
        """Whether the torch that is loaded documents the operation as nondeterministic."""
        torch: Any = sys.modules.get("torch")
        text = getattr(getattr(torch, "use_deterministic_algorithms", None), "__doc__", None) or ""
        if _plain(operation) not in {_plain(name) for name in _NAMES.findall(text)}:
            return ""
        return f"torch {torch.__version__} documents it as nondeterministic"

    def install(self) -> None:
        # Without a GPU the same settings would quiet races on the CPU, which are another source's.
        if self.stage.settings and _has_device():
            self.stage.imports.when_imported("torch", self._hold)

    def _hold(self, torch: Any) -> None:
        # Filled memory would hide that it is read before it is written, which is another source too.
        torch.utils.deterministic.fill_uninitialized_memory = False
        torch.set_deterministic_debug_mode("warn")
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
        self.stage.patches.set(torch, "set_deterministic_debug_mode", lambda mode: None)
        self.stage.patches.set(torch, "use_deterministic_algorithms", lambda mode, *, warn_only=False: None)
        for name in _SETTERS:
            self.stage.patches.set(torch._C, name, lambda value: None)
        for name in ("benchmark", "deterministic"):
            owner = type(torch.backends.cudnn)
            self.stage.patches.set(owner, name, _unchanging(vars(owner)[name]))

    def item_starts(self) -> None:
        self._before = _allocated(sys.modules.get("torch"))

    def axes(self) -> tuple[Axis, ...]:
        reason = self._unused()
        return (Axis(self.id, not reason, reason or self.detail()),)

    def _unused(self) -> str:
        """Why no kernel of a GPU can have run; empty if one can."""
        torch: Any = sys.modules.get("torch")
        if not hasattr(torch, "cuda"):
            return "torch was not imported"
        if not _has_device():
            return "this machine has no GPU"
        if not torch.backends.cuda.is_built():
            return "torch was built without support for GPUs"
        if _allocated(torch) <= self._before:
            return "the fixture did not use the GPU"
        return ""

    def detail(self) -> str:
        name = sys.modules["torch"].cuda.get_device_name()
        return f"the run was repeated on {name}; kernels can agree by chance"

    def recorded(self) -> dict[str, Any]:
        return {"draws": [], "unused": self._unused()}

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()


def _unchanging(setting: Any) -> property:
    """A descriptor that reads another and takes no value."""
    return property(lambda module: setting.__get__(module, type(module)), lambda module, value: None)


def _has_device() -> bool:
    return any(Path(device).exists() for device in _DEVICES)


def _allocated(torch: Any) -> int:
    """How often memory has been taken on GPUs so far; asks none that the program has not begun to use."""
    if not hasattr(torch, "cuda") or not torch.cuda.is_initialized():
        return 0
    statistics = (torch.cuda.memory_stats(device) for device in range(torch.cuda.device_count()))
    return sum(int(found.get("allocation.all.allocated", 0)) for found in statistics)


def _plain(name: str) -> str:
    """``aten::_adaptive_avg_pool2d_backward`` and ``AdaptiveAvgPool2d`` are one operation."""
    short = name.rpartition("::")[2].partition(" ")[0].partition(".")[0].lower()
    for ending in ("_backward", "_impl_", "_forward"):
        short = short.removesuffix(ending)
    return short.replace("_", "")
