"""Steps of torch's optimizers, with the gradient of every parameter by the name that its model gives it."""

from __future__ import annotations

import gc
import sys
import weakref
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_repro.traces.calls import Here
    from pytest_repro.traces.recorder import Recorder

MAX_SEARCHES = 100
"""For the names of parameters: each looks at all objects that there are."""


class Steps:
    """A hook that holds for every optimizer; torch has it since 2.0."""

    def __init__(self, recorder: Recorder, digest: Callable[[Any], bytes], here: Here) -> None:
        self._recorder = recorder
        self._digest = digest
        self._here = here
        self._names: dict[int, tuple[str, weakref.ref[Any]]] = {}
        self._searches = 0
        self._count = 0
        self._torch: Any = None
        self._handles: list[Any] = []

    def start(self, torch: Any) -> None:
        self._torch = torch
        optimizer: Any = sys.modules.get("torch.optim.optimizer")
        if hasattr(optimizer, "register_optimizer_step_pre_hook"):
            self._handles.append(optimizer.register_optimizer_step_pre_hook(self._before_step))

    def stop(self) -> None:
        while self._handles:
            self._handles.pop().remove()

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        hook = sys.gettrace()
        sys.settrace(None)  # as in Operations
        try:
            self._note(optimizer)
        finally:
            sys.settrace(hook)

    def _note(self, optimizer: Any) -> None:
        self._count += 1
        self._name(p for group in optimizer.param_groups for p in group["params"])
        for number, group in enumerate(optimizer.param_groups):
            for index, parameter in enumerate(group["params"]):
                if parameter.grad is not None:
                    name = self._names[id(parameter)][0] or f"parameter {index} of group {number}"
                    self._add("gradient", name, self._digest(parameter.grad))
        rates = repr([group.get("lr") for group in optimizer.param_groups])
        rate = xxhash.xxh3_128_digest(rates.encode())
        self._add("step", type(optimizer).__name__, rate, {"step": self._count})

    def _name(self, parameters: Iterator[Any]) -> None:
        """A model's parameters are all named when the first of them is met: no hook slows its calls down."""
        for parameter in parameters:
            known = self._names.get(id(parameter))
            if known is None or known[1]() is not parameter:  # ids are given again
                if self._searches < MAX_SEARCHES:
                    self._searches += 1
                    self._search()
                known = self._names.get(id(parameter))
                if known is None or known[1]() is not parameter:
                    self._names[id(parameter)] = "", weakref.ref(parameter)

    def _search(self) -> None:
        module_class = self._torch.nn.Module
        modules = [thing for thing in gc.get_objects() if issubclass(type(thing), module_class)]
        inner = {id(child) for module in modules for child in vars(module).get("_modules", {}).values()}
        found: dict[int, tuple[str, Any]] = {}
        for module in modules:
            if id(module) not in inner:
                for name, parameter in _parameters(module, "", set()):
                    # The outermost module knows the longest names.
                    known, _ = found.get(id(parameter), ("", None))
                    found[id(parameter)] = max(known, name, key=lambda text: (len(text), text)), parameter
        living = {key: known for key, known in self._names.items() if known[1]() is not None}
        named = {key: (name, weakref.ref(parameter)) for key, (name, parameter) in found.items()}
        self._names = {**living, **named}

    def _add(self, kind: Any, what: str, digest: bytes, detail: Any = None) -> None:
        handle = (kind, what)
        number = self._recorder.numbers.get(handle)
        if number is None:
            number = self._recorder.number(handle, Key(kind, "", 0, "", what))
        self._recorder.add(number, self._here.call, outputs=digest, detail=detail)


def _parameters(module: Any, prefix: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Without the module's own methods, which may be the user's."""
    if module is None or id(module) in seen:
        return
    seen.add(id(module))
    for name, parameter in vars(module).get("_parameters", {}).items():
        if parameter is not None:
            yield f"{prefix}{name}", parameter
    for name, child in vars(module).get("_modules", {}).items():
        yield from _parameters(child, f"{prefix}{name}.", seen)
