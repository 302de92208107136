"""Every torch operation, forward and backward, with digests of what goes in and what comes out."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xxhash
from xxhash import xxh3_128_digest

from pytest_repro.traces.digest import memory_of
from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.traces.recorder import Recorder

_NOTHING_COMPUTED = frozenset({
    "aten::detach", "aten::alias", "aten::empty", "aten::empty_like", "aten::empty_strided",
    "aten::new_empty", "aten::new_empty_strided", "aten::empty_permuted", "aten::resize_",
    "aten::lift_fresh", "aten::set_",
})  # fmt: skip
"""Operations that compute nothing, and those whose result is memory as it was found."""
_OVERWRITING = frozenset({
    "aten::copy_", "aten::fill_", "aten::zero_", "aten::normal_", "aten::uniform_", "aten::random_",
    "aten::bernoulli_", "aten::exponential_", "aten::log_normal_", "aten::cauchy_", "aten::geometric_",
})  # fmt: skip
DRAWS = "(draws)"
"""Marks operations that draw from a random stream."""
BACKWARD = "in the backward of"
ON = " on "
"""Comes before the device, in the shapes of operations that run on another than the CPU."""
_UNREAD = b"?"
_BYTE = ctypes.c_ubyte
_MEMO_BYTES = 1 << 16
_WINDOW = 64
_MAX_FORWARD_SITES = 200_000


class Operations:
    """A dispatch mode: it sees operations below autograd, so those of the backward pass too."""

    def __init__(
        self, recorder: Recorder, finder: SiteFinder, frame: Callable[[], int], busy: Callable[[], bool]
    ) -> None:
        """``frame``: number of the user's call that runs; ``busy``: whether tracing runs the operation."""
        self._recorder = recorder
        self._finder = finder
        self._frame = frame
        self._busy = busy
        self._known: dict[int, _About] = {}
        self._forward: dict[int, Place] = {}
        self._memo: dict[int, tuple[int, int, bytes, bytes]] = {}
        self._torch: Any = None
        self._strided: Any = None
        self._plain: frozenset[Any] = frozenset()
        self._modes: list[Any] = []

    def start(self, torch: Any) -> None:
        """Trace the operations of this thread."""
        self._torch = torch
        self._strided = torch.strided
        names = (
            "float32",
            "float64",
            "float16",
            "bfloat16",
            "int64",
            "int32",
            "int16",
            "int8",
            "uint8",
            "bool",
        )
        self._plain = frozenset(getattr(torch, name) for name in names)
        mode = self._mode()
        mode.__enter__()
        self._modes.append(mode)

    def stop(self) -> None:
        while self._modes:
            self._modes.pop().__exit__(None, None, None)

    def in_thread(self) -> Any:
        """A context manager that traces the operations of another thread; a mode holds in one only."""
        return self._mode()

    def _mode(self) -> Any:
        trace, known = self._run, self._known

        class Traced(self._torch.utils._python_dispatch.TorchDispatchMode):  # type: ignore[misc,name-defined]
            @classmethod
            def _should_skip_dynamo(cls) -> bool:
                # Nothing is compiled while a mode is active: the guard against it costs two calls each time.
                return False

            def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                about = known.get(id(func))
                if about is not None and about.skipped:  # nearly every other operation is a view or a detach
                    return func(*args, **kwargs) if kwargs else func(*args)
                hook = sys.gettrace()
                if hook is None:
                    return trace(func, args, kwargs or {})
                # Where lines are traced by sys.settrace, all Python runs at a fraction of its speed.
                sys.settrace(None)
                try:
                    return trace(func, args, kwargs or {})
                finally:
                    sys.settrace(hook)

        return Traced()

    def _run(self, func: Any, args: Any, kwargs: Any) -> Any:
        about = self._known.get(id(func))
        if about is None:
            about = self._known[id(func)] = _about(self._torch, func)
        if about.skipped or self._busy():
            return func(*args, **kwargs)
        tensors: list[Any] = []
        plain: list[Any] = []
        _sort(args, tensors, plain, self._torch.Tensor)
        if kwargs:
            _sort(tuple(kwargs.values()), tensors, plain, self._torch.Tensor)
        inputs = self._digests(tensors[1:] if about.overwrites else tensors, plain)
        result = func(*args, **kwargs)
        made: list[Any] = []
        plain = []
        _sort((result,), made, plain, self._torch.Tensor)
        if about.written:
            # Most give back what they wrote to, foreach operations nothing; what was read is as it was.
            _sort(about.written_of(args, kwargs), made, [], self._torch.Tensor)
            made = list({id(tensor): tensor for tensor in made}.values())
        outputs = self._digests(made, plain, fresh=True, changed=bool(about.written))
        self._note(about, tensors, inputs, outputs)
        return result

    def _note(self, about: _About, tensors: list[Any], inputs: bytes, outputs: bytes) -> None:
        place, node = self._site()
        shapes = tuple([(t.shape, t.dtype) for t in tensors])
        device = "" if not tensors or tensors[0].is_cpu else str(tensors[0].device.type)
        handle = (about, place, node, shapes, device)
        number = self._recorder.known(handle)
        if number is None:
            number = self._recorder.number(handle, _key(about.name, place, node, shapes, device))
        self._recorder.add(number, self._frame(), inputs, outputs)

    def _site(self) -> tuple[Place | None, str]:
        """The line that runs; in the backward, that of the operation that is taken back, and its name."""
        torch = self._torch
        node = torch._C._current_autograd_node()
        if node is None:
            place = self._finder.place(depth=1)
            if place is not None and torch.is_grad_enabled():
                if len(self._forward) >= _MAX_FORWARD_SITES:
                    self._forward.clear()
                # Its node has been made already; a later operation without one must not pass for it.
                self._forward.setdefault(torch.autograd._get_sequence_nr() - 1, place)
            return place, ""
        place = self._forward.get(node._sequence_nr()) if hasattr(node, "_sequence_nr") else None
        return place or self._finder.place(depth=1), node.name()

    def digest(self, tensor: Any) -> bytes:
        """Of a tensor's values; a large one that an operation has just made is not read again."""
        return self._digests([tensor], [])

    def _digests(
        self, tensors: list[Any], plain: list[Any], fresh: bool = False, changed: bool = False
    ) -> bytes:
        parts = []
        known, strided = self._plain, self._strided
        for tensor in tensors:
            try:
                # The usual case first, and here: a call or a check more costs a good part of the digest.
                if (
                    tensor.is_cpu
                    and tensor.dtype in known
                    and tensor.layout is strided
                    and 0 < (size := tensor.nbytes) < _MEMO_BYTES
                    and tensor.is_contiguous()
                    and not tensor.is_neg()
                ):
                    parts.append(xxh3_128_digest((_BYTE * size).from_address(tensor.data_ptr())))
                else:
                    parts.append(self._digest(tensor, fresh, changed))
            except RuntimeError:  # a tensor without memory of its own
                parts.append(_UNREAD)
        if plain:
            parts.append(repr(plain).encode())
        digest: bytes = parts[0] if len(parts) == 1 else xxh3_128_digest(b"".join(parts))
        return digest

    def _digest(self, tensor: Any, fresh: bool, changed: bool) -> bytes:
        if tensor.layout is not self._strided or tensor.is_quantized:
            return _UNREAD
        size = tensor.nbytes
        if size >= _MEMO_BYTES and tensor.is_cpu and tensor.dtype in self._plain and _transposed(tensor):
            # Weights and their gradients are used both ways: their memory is read once, and never copied.
            known = self._remembered(tensor.detach().t(), size, fresh, changed)
            turned: bytes = xxh3_128_digest(known + b"transposed")
            return turned
        if size < _MEMO_BYTES or tensor.device.type != "cpu" or not tensor.is_contiguous():
            return _positional(tensor)
        return self._remembered(tensor, size, fresh, changed)

    def _remembered(self, tensor: Any, size: int, fresh: bool, changed: bool) -> bytes:
        """Large tensors are read once for each version; torch counts one up whenever it writes to one."""
        pointer, version = tensor.data_ptr(), tensor._version
        known = self._memo.get(pointer)
        ends = _ends(pointer, size)
        if not fresh and known is not None and known[:3] == (version, size, ends):
            return known[3]
        digest = _positional(tensor)
        # The count goes up only after the operation has returned to its caller.
        self._memo[pointer] = (version + changed, size, ends, digest)
        return digest


def _transposed(tensor: Any) -> bool:
    """Whether it is a matrix that lies in memory column by column."""
    return bool(tensor.dim() == 2 and tensor.stride() == (1, tensor.shape[0]) and min(tensor.shape) > 1)


def _positional(tensor: Any) -> bytes:
    """xxh3-128 of the values in C order: a permutation gives another."""
    plain = tensor if tensor.device.type == "cpu" else tensor.detach().cpu()
    if plain.is_conj() or plain.is_neg():
        plain = plain.detach().resolve_conj().resolve_neg()
    if not plain.is_contiguous():
        plain = plain.detach().contiguous()
    return bytes(xxhash.xxh3_128_digest(memory_of(plain)))


def _ends(pointer: int, size: int) -> bytes:
    """A little of a large tensor: freed memory may come back with other values and the same count."""
    window = ctypes.c_ubyte * _WINDOW
    parts = [bytes(window.from_address(pointer + at)) for at in (0, size // 2, size - _WINDOW)]
    return b"".join(parts)


def _sort(values: Any, tensors: list[Any], plain: list[Any], tensor_class: Any) -> None:
    """Tensors and plain values, in order, out of nested lists and tuples."""
    for value in values:
        if isinstance(value, tensor_class):
            tensors.append(value)
        elif isinstance(value, (int, float, complex, str, bool)):
            plain.append(value)
        elif isinstance(value, (list, tuple)):
            _sort(value, tensors, plain, tensor_class)


@dataclass(frozen=True, eq=False)
class _About:
    """What there is to know of an operation."""

    operation: Any
    """Kept, so that its id, by which it is found, stays its own: its hash is computed in Python."""
    skipped: bool
    written: tuple[tuple[int, str], ...]
    """Position and name of the arguments to which it writes."""
    overwrites: bool
    """Whether its first argument is memory to write to, so that what it held is no input."""
    name: str

    def written_of(self, args: Any, kwargs: Any) -> list[Any]:
        return [args[at] if at < len(args) else kwargs.get(name) for at, name in self.written]


def _about(torch: Any, func: Any) -> _About:
    name = func._schema.name
    views = bool(getattr(func, "is_view", False))
    draws = torch.Tag.nondeterministic_seeded in func.tags
    return _About(
        operation=func,
        skipped=views or name in _NOTHING_COMPUTED or name.startswith("profiler::"),
        written=tuple(
            (position, argument.name)
            for position, argument in enumerate(func._schema.arguments)
            if argument.alias_info is not None and argument.alias_info.is_write
        ),
        overwrites=name in _OVERWRITING,
        name=f"{name} {DRAWS}" if draws else name,
    )


def _key(name: str, place: Place | None, node: str, shapes: Any, device: str) -> Key:
    shown = ", ".join(f"{str(dtype).removeprefix('torch.')}{list(shape)}" for shape, dtype in shapes)
    shown += f"{ON}{device}" if device else ""
    what = f"{name} {BACKWARD} {node}" if node else name
    if place is None:
        return Key("operation", "", 0, "", what, shown)
    return Key("operation", place.file, place.line, place.function, what, shown)
