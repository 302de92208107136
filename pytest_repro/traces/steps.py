"""Steps of torch's optimizers, with the gradient of every parameter by the name that its model gives it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.traces.recorder import Recorder


class Steps:
    """Hooks that hold for every optimizer and module; torch has them for all since 2.0."""

    def __init__(self, recorder: Recorder, digest: Callable[[Any], bytes], frame: Callable[[], int]) -> None:
        self._recorder = recorder
        self._digest = digest
        self._frame = frame
        self._names: dict[int, str] = {}
        self._known: set[int] = set()
        self._count = 0
        self._handles: list[Any] = []

    def start(self, torch: Any) -> None:
        optimizer: Any = sys.modules.get("torch.optim.optimizer")
        self._handles.append(torch.nn.modules.module.register_module_forward_pre_hook(self._before_forward))
        if hasattr(optimizer, "register_optimizer_step_pre_hook"):
            self._handles.append(optimizer.register_optimizer_step_pre_hook(self._before_step))

    def stop(self) -> None:
        while self._handles:
            self._handles.pop().remove()

    def _before_forward(self, module: Any, inputs: Any) -> None:
        if id(module) in self._known:
            return
        # The outermost module comes first, and knows the longest names.
        for name, part in module.named_modules():
            self._known.add(id(part))
            for own, parameter in part.named_parameters(recurse=False):
                self._names.setdefault(id(parameter), f"{name}.{own}" if name else own)

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._count += 1
        for number, group in enumerate(optimizer.param_groups):
            for index, parameter in enumerate(group["params"]):
                if parameter.grad is not None:
                    name = self._names.get(id(parameter), f"parameter {index} of group {number}")
                    self._add("gradient", name, self._digest(parameter.grad))
        rates = repr([group.get("lr") for group in optimizer.param_groups])
        self._add("step", type(optimizer).__name__, xxhash.xxh3_128_digest(rates.encode()))

    def _add(self, kind: Any, what: str, digest: bytes) -> None:
        handle = (kind, what)
        number = self._recorder.known(handle)
        if number is None:
            number = self._recorder.number(handle, Key(kind, "", 0, "", what))
        self._recorder.add(number, self._frame(), outputs=digest, detail={"step": self._count})
