"""What lies in memory that was reserved and not written: ``np.empty``, ``torch.empty`` and their kin."""

from __future__ import annotations

import contextlib
import functools
import itertools
import random
import sys
from numbers import Integral
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.counting import counted
from pytest_repro.interpose.legacy import LegacyConstructor, accept_stand_ins, legacy_constructors
from pytest_repro.interpose.masked import MaskedUfunc, masked_calls_of_session
from pytest_repro.interpose.patches import StandIn
from pytest_repro.interpose.running import running_task
from pytest_repro.interpose.tap import Tap
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_TILE = 4096
_MOST = 2**23
"""Elements at the beginning of an array that are filled: pages of a huge one stay untouched."""
_FRESH = {
    "torch": ("empty", "empty_like", "empty_strided", "empty_permuted"),
    "numpy": ("empty", "empty_like"),
}


_BETWEEN = (__name__, StandIn.__module__, MaskedUfunc.__module__)


class UninitializedMemory(Source):
    """Whatever the factories return is filled, with other content in each trial. Integers stay small: a
    program may use them as an index where the memory happened to hold zeros.

    So are the elements that a masked function of numpy leaves out, ``torch.Tensor(rows, columns)`` and, where
    the program's text names it, ``torch.FloatTensor(rows, columns)``. Memory that other C code reserves is
    not seen, nor what ``np.ndarray()`` makes.
    """

    id = "uninitialized-memory"
    explanation = "reads memory that was reserved and never written, which holds whatever lay there before"
    fix = "use zeros() or full(), or write every element before it is read"
    rules = ("REP403",)
    by_site = True
    suspicion = 5

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, sink=stage.sink)
        self._counts: dict[tuple[str, tuple[str, int]], Iterator[int]] = {}
        self._tiles: dict[tuple[int, Any], Any] = {}
        self.filled = 0

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"key": rng.randrange(2**32)}

    vary = reference

    def install(self) -> None:
        self.stage.imports.when_imported("numpy", self._fill_numpy)
        self.stage.imports.when_imported("torch", self._fill_torch)

    def item_starts(self) -> None:
        self._counts.clear()  # arrays of earlier tests were made at the same lines

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self._counts.clear()
        self.tap.restart(None, stage.sink)
        self._note_key()

    def _note_key(self) -> None:
        if self.stage.sink is not None:
            self.stage.sink("state", {"key": self.stage.settings["key"]})

    # Where ------------------------------------------------------------------------------------------------

    def _content(self, name: str, depth: int = 3) -> tuple[int, int] | None:
        """Key and beginning of what the running line gets; None where a library is being imported."""
        place = self.stage.finder.place(depth)
        if place is None:
            return None
        # Libraries reserve memory all the time, and write it: what they return is not put down to the user.
        if self.stage.record and self.stage.finder.is_user_file(_caller().f_code.co_filename):
            self.tap.note(place, name)
        line = (place.file, place.line)
        task = running_task()
        count = next(self._counts.setdefault((task, line), itertools.count()))
        self.filled += 1
        key: int = self.stage.settings["key"]
        if self.stage.recording is not None and self.stage.sites and line in self.stage.sites:
            key = self.stage.recording.get("key", key)
        return key, xxhash.xxh3_64_intdigest(
            f"{self.stage.identity}{task}{line}:{count}".encode("utf-8", "surrogateescape"), key
        ) % _TILE

    # numpy ------------------------------------------------------------------------------------------------

    def _fill_numpy(self, numpy: Any) -> None:
        for name in _FRESH["numpy"]:
            self.stage.patches.set(numpy, name, self._numpy_factory(numpy, name, getattr(numpy, name)))
        for name in masked_calls_of_session(self.stage.finder, self.stage.directory.parent):
            if isinstance(getattr(numpy, name, None), numpy.ufunc):
                self.stage.patches.set(numpy, name, MaskedUfunc(numpy, name, self._masked(numpy, name)))

    def _masked(self, numpy: Any, name: str) -> Callable[[Any, Any], None]:
        def fill(array: Any, unwritten: Any) -> None:
            content = self._content(f"numpy.{name}, masked", 4)
            if content is not None:
                filled = array.copy()
                self._fill_array(numpy, filled, *content)
                numpy.copyto(array, filled, where=unwritten)

        return fill

    def _numpy_factory(self, numpy: Any, name: str, real: Any) -> Any:
        @functools.wraps(real)
        def make(*args: Any, **kwargs: Any) -> Any:
            made = real(*args, **kwargs)
            content = self._content(f"numpy.{name}")
            if content is not None and type(made) is numpy.ndarray and made.size:
                self._fill_array(numpy, made, *content)
            return made

        return make

    def _fill_array(self, numpy: Any, array: Any, key: int, start: int) -> None:
        if array.dtype.names:
            for field in array.dtype.names:
                self._fill_array(numpy, array[field], key, start)
            return
        if array.dtype.kind in "OSUVT":  # objects are None already; texts would not be texts
            return
        if array.dtype.kind in "mM":
            array = array.view("i8")
        flat = array.ravel(order="K")
        if not numpy.may_share_memory(flat, array):  # a field of a record
            array[...] = self._tile(key, array.dtype, _numbers(array.dtype.kind), numpy.array)[start]
            return
        _spread(flat, self._tile(key, array.dtype, _numbers(array.dtype.kind), numpy.array), start)

    def _tile(
        self, key: int, dtype: Any, number: Callable[[random.Random], Any], array: Callable[..., Any]
    ) -> Any:
        """Two tiles' length of content, so that any beginning has a tile behind it."""
        if (key, dtype) not in self._tiles:
            rng = random.Random(key)
            self._tiles[key, dtype] = array([number(rng) for _ in range(2 * _TILE)], dtype=dtype)
        return self._tiles[key, dtype]

    # torch ------------------------------------------------------------------------------------------------

    def _fill_torch(self, torch: Any) -> None:
        for name in _FRESH["torch"]:
            if hasattr(torch, name):
                self.stage.patches.set(torch, name, self._torch_factory(torch, name, getattr(torch, name)))
                _tell_jit(torch, name)
        for name in ("new_empty", "new_empty_strided"):
            made = self._torch_factory(torch, name, getattr(torch.Tensor, name))
            self.stage.patches.set(torch.Tensor, name, made)
        self.stage.patches.set(torch.Tensor, "resize_", self._resizing(torch, torch.Tensor.resize_))
        self.stage.patches.set(torch.Tensor, "new", self._new(torch, torch.Tensor.new))
        names = legacy_constructors(self.stage.finder, self.stage.directory.parent)
        for name in names:
            made = self._of_shapes(torch, getattr(torch, name), f"torch.{name}")
            self.stage.patches.set(torch, name, LegacyConstructor(torch, name, made))
        if names:
            accept_stand_ins(torch, self.stage.patches)
        # With another ``__new__`` it would be another class; its ``__init__`` runs after that, for it alone.
        self.stage.patches.set(torch.Tensor, "__init__", self._initializer(torch))

    def _torch_factory(self, torch: Any, name: str, real: Any) -> Any:
        @functools.wraps(real)
        def make(*args: Any, **kwargs: Any) -> Any:
            made = real(*args, **kwargs)
            content = self._content(f"torch.{name}")
            if content is not None and _plain_tensor(torch, made):
                self._fill_tensor(torch, made, 0, *content)
            return made

        return make

    def _new(self, torch: Any, real: Any) -> Any:
        factory = self._torch_factory(torch, "Tensor.new", real)

        @functools.wraps(real)
        def new(tensor: Any, *args: Any, **kwargs: Any) -> Any:
            return (factory if _is_shape(torch, args) else real)(tensor, *args, **kwargs)

        return new

    def _of_shapes(self, torch: Any, real: Any, name: str) -> Any:
        def construct(*args: Any, **kwargs: Any) -> Any:
            made = real(*args, **kwargs)
            content = self._content(name, 4) if _is_shape(torch, args) else None
            if content is not None and _plain_tensor(torch, made):
                self._fill_tensor(torch, made, 0, *content)
            return made

        return construct

    def _initializer(self, torch: Any) -> Any:
        def initialize(tensor: Any, *args: Any, **kwargs: Any) -> None:
            made = type(tensor)
            if made is torch.Tensor and _is_shape(torch, args) and _plain_tensor(torch, tensor):
                content = self._content("torch.Tensor")
                if content is not None:
                    self._fill_tensor(torch, tensor, 0, *content)
            elif made.__init__ is not initialize:  # a subclass has one, and hands on what there is none for
                object.__init__(tensor, *args, **kwargs)

        return initialize

    def _resizing(self, torch: Any, real: Any) -> Any:
        @functools.wraps(real)
        def resize_(tensor: Any, *args: Any, **kwargs: Any) -> Any:
            before = tensor.numel()
            made = real(tensor, *args, **kwargs)
            if made.numel() > before and _plain_tensor(torch, made):
                content = self._content("torch.resize_")
                if content is not None:
                    self._fill_tensor(torch, made, before, *content)
            return made

        return resize_

    def _fill_tensor(self, torch: Any, tensor: Any, begin: int, key: int, start: int) -> None:
        if tensor.dtype.is_floating_point or tensor.dtype.is_complex:
            kind = "f"
        else:
            kind = "b" if tensor.dtype is torch.bool else "i"
        with torch.no_grad(), contextlib.suppress(RuntimeError, TypeError, NotImplementedError):
            tile = self._tile(key, tensor.dtype, _numbers(kind), torch.tensor)
            # Strides of empty_strided may leave gaps and overlap: what counts are the elements in order.
            dense = tensor.detach().as_strided((tensor.numel(),), (1,), tensor.storage_offset())
            _spread(dense[begin:], tile.to(tensor.device), start)

    def detail(self) -> str:
        return f"{counted(self.filled, 'array')} filled with other content"

    def recorded(self) -> dict[str, Any]:
        return {"key": self.stage.settings["key"], "draws": self.tap.draws()}

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()


def _caller() -> FrameType:
    """The frame that called into this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") in _BETWEEN:
        frame = frame.f_back
    return frame


def _numbers(kind: str) -> Callable[[random.Random], Any]:
    """How one element is made up: integers as small as an index into nearly anything, floats of any size."""
    if kind in "fc":
        return lambda rng: rng.uniform(-100.0, 100.0)
    if kind == "b":
        return lambda rng: rng.random() < 0.5
    return lambda rng: rng.choice((0, 0, 1, 2))


def _spread(flat: Any, tile: Any, start: int) -> None:
    """Write the tile over a flat array, again and again."""
    flat = flat[:_MOST]
    whole = len(flat) // _TILE * _TILE
    if whole:
        flat[:whole].reshape(-1, _TILE)[...] = tile[start : start + _TILE]
    if whole < len(flat):
        flat[whole:] = tile[start : start + len(flat) - whole]


def _is_shape(torch: Any, args: tuple[Any, ...]) -> bool:
    """Whether a constructor is given the size of what it makes, and not what is to be in it."""
    one = args[0] if len(args) == 1 else None
    return bool(args) and (isinstance(one, torch.Size) or all(isinstance(arg, Integral) for arg in args))


def _plain_tensor(torch: Any, tensor: Any) -> bool:
    """Whether it has memory of its own, without gaps: not a meta, fake, sparse or quantised one."""
    return (
        type(tensor) is torch.Tensor
        and tensor.device.type in ("cpu", "cuda")
        and tensor.layout is torch.strided
        and not tensor.is_quantized
        and 0 < tensor.numel() <= tensor.untyped_storage().nbytes() // tensor.element_size()
    )


def _tell_jit(torch: Any, name: str) -> None:
    """torch's script compiler knows its functions by their identity."""
    with contextlib.suppress(AttributeError, ImportError):
        builtins = torch.jit._builtins
        if builtins._find_builtin(getattr(torch, name).__wrapped__) is not None:
            builtins._register_builtin(getattr(torch, name), f"aten::{name}")
