"""Steps of torch's optimizers, with the gradient of every parameter by the name that its model gives it."""

from __future__ import annotations

import gc
import inspect
import sys
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

import xxhash

from pytest_repro.traces.event import Key
from pytest_repro.traces.hooks import forget_copy
from pytest_repro.traces.labelling import Paused
from pytest_repro.traces.recorder import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.traces.calls import Here
    from pytest_repro.traces.recorder import Recorder

MAX_SEARCHES = 100
"""For the names of parameters: each looks at all objects that there are."""


class Named(NamedTuple):
    """A parameter that has been met, and the number by which events name its gradient."""

    reference: weakref.ref[Any]
    name: str
    number: int


class Steps:
    """A hook that holds for every optimizer; torch has it since 2.0."""

    def __init__(
        self, recorder: Recorder, digest: Callable[[Any], bytes], here: Here, finder: SiteFinder
    ) -> None:
        self._recorder = recorder
        self._digest = digest
        self._here = here
        self._finder = finder
        self._known: dict[int, Named] = {}
        self._searches = 0
        self._count = 0
        self._torch: Any = None
        self._handles: list[Any] = []
        self._torchs_own: dict[Any, bool] = {}
        self.paused = Paused()

    def start(self, torch: Any) -> None:
        self._torch = torch
        optimizer: Any = sys.modules.get("torch.optim.optimizer")
        if hasattr(optimizer, "register_optimizer_step_pre_hook"):
            self._handles.append(optimizer.register_optimizer_step_pre_hook(self._before_step))

    def stop(self) -> None:
        while self._handles:
            self._handles.pop().remove()

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        hook, alone = sys.gettrace(), False
        sys.settrace(None)  # as in Operations
        try:
            self._note(optimizer)
            alone = hook is not None and self.paused.possible and self._is_alone(optimizer, args, kwargs)
        finally:
            if alone:
                self.paused.pause(hook)
            else:
                sys.settrace(hook)

    def _is_alone(self, optimizer: Any, args: Any, kwargs: Any) -> bool:
        """Whether the step calls nothing of the user's, so that there is nothing in it to be told of."""
        module: Any = sys.modules["torch.optim.optimizer"]
        try:
            hooks = len(module._global_optimizer_pre_hooks) + len(module._global_optimizer_post_hooks)
            hooks += len(optimizer._optimizer_step_pre_hooks) + len(optimizer._optimizer_step_post_hooks)
            modes = self._torch._C._len_torch_function_stack() + self._torch._C._len_torch_dispatch_stack()
        except AttributeError:  # another version of torch
            return False
        if hooks != 1 or modes != 1 or len(args) != 1 or kwargs or not self._is_torchs_own(type(optimizer)):
            return False
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        usual = (self._torch.Tensor, self._torch.nn.Parameter, type(None))
        return all(type(each) in usual and type(each.grad) in usual for each in parameters)

    def _is_torchs_own(self, cls: Any) -> bool:
        step = cls.step
        known = self._torchs_own.get((cls, step))
        if known is None:
            code = getattr(inspect.unwrap(step), "__code__", None)
            own = code is not None and not self._finder.is_user_file(code.co_filename)
            known = self._torchs_own[cls, step] = own and cls.__module__.startswith("torch.optim.")
        return known

    def _note(self, optimizer: Any) -> None:
        self._count += 1
        known, add, digest, call = self._known.get, self._recorder.add, self._digest, self._here.call
        groups = optimizer.param_groups
        for group in groups:
            for parameter in group["params"]:
                named = known(id(parameter))
                if named is None or named.reference() is not parameter:  # ids are given again
                    self._name(groups)
                    named = self._known[id(parameter)]
                if (gradient := parameter.grad) is not None:
                    add(named.number, call, NONE, digest(gradient))
        rates = xxhash.xxh3_128_digest(repr([group.get("lr") for group in groups]).encode())
        number = self._number("step", type(optimizer).__name__)
        add(number, call, self._count.to_bytes(len(NONE), "big"), rates)

    def _name(self, groups: list[Any]) -> None:
        """A model's parameters are all named when the first of them is met: no hook slows its calls down."""
        unknown = [p for group in groups for p in group["params"] if not self._is_known(p)]
        names = _names_in(_in_sight(self._finder, self._torch.nn.Module))
        if any(id(p) not in names for p in unknown) and self._searches < MAX_SEARCHES:
            self._searches += 1
            module = self._torch.nn.Module
            names = _names_in([thing for thing in gc.get_objects() if issubclass(type(thing), module)])
        for gone in [key for key, known in self._known.items() if known.reference() is None]:
            del self._known[gone]
        for number, group in enumerate(groups):
            for index, parameter in enumerate(group["params"]):
                if not self._is_known(parameter):
                    name = names.get(id(parameter), f"parameter {index} of group {number}")
                    key = self._number("gradient", name)
                    self._known[id(parameter)] = Named(weakref.ref(parameter), name, key)

    def _is_known(self, parameter: Any) -> bool:
        known = self._known.get(id(parameter))
        return known is not None and known.reference() is parameter

    def _number(self, kind: Any, what: str) -> int:
        handle = (kind, what)
        number = self._recorder.numbers.get(handle)
        return self._recorder.number(handle, Key(kind, "", 0, "", what)) if number is None else number


def _in_sight(finder: SiteFinder, module: type) -> list[Any]:
    """Modules that the user's running functions hold, or objects in their variables: there most are found."""
    found: dict[int, Any] = {}
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if finder.is_user_file(frame.f_code.co_filename):
            for value in list(frame.f_locals.values()):
                held = [value] if issubclass(type(value), module) else _attributes(value)
                found.update((id(each), each) for each in held if issubclass(type(each), module))
            forget_copy(frame)
        frame = frame.f_back
    return list(found.values())


def _attributes(value: Any) -> list[Any]:
    try:
        return list(vars(value).values())
    except Exception:  # it has none, or its own code fails when it is asked
        return []


def _names_in(modules: list[Any]) -> dict[int, str]:
    """Of parameters, by their ids; the outermost module knows the longest names."""
    inner = {id(child) for module in modules for child in vars(module).get("_modules", {}).values()}
    found: dict[int, str] = {}
    for module in modules:
        if id(module) not in inner:
            for name, parameter in _parameters(module, "", set()):
                known = found.get(id(parameter), "")
                found[id(parameter)] = max(known, name, key=lambda text: (len(text), text))
    return found


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
