"""Digests of tensors: of their values in C order, with dtype and shape, each read as seldom as is safe.

A small tensor is read whenever it is met, which costs less than knowing that it has not changed. A large one
is read once, and again when an operation has written to its memory, when torch has counted a change, or when
anybody else can write to it: numpy, or another process.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from xxhash import xxh3_64_intdigest, xxh3_128_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UNREAD = b"?"
"""Stands for a tensor whose values cannot be read."""
LARGE = 1 << 16
"""Bytes from which on a digest is remembered."""
ON = " on "
"""Comes before the device, where it is another than the CPU."""
_FEATURES = attrgetter("is_cpu", "dtype", "shape")
_MEMORIES = 50_000
"""Of which digests are remembered at most."""
_VIEWS = 10_000
"""Of memory, of tensors of one kind."""
_WINDOW = 64
_DTYPES = (
    "float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
)  # fmt: skip
"""Whose values are their bytes."""
_SPARSE_PARTS = {
    "torch.sparse_coo": ("_indices", "_values"),
    "torch.sparse_csr": ("crow_indices", "col_indices", "values"),
    "torch.sparse_bsr": ("crow_indices", "col_indices", "values"),
    "torch.sparse_csc": ("ccol_indices", "row_indices", "values"),
    "torch.sparse_bsc": ("ccol_indices", "row_indices", "values"),
}
_QUANTIZED_PARTS = ("int_repr", "q_scale", "q_zero_point")
_CHANNEL_PARTS = ("int_repr", "q_per_channel_scales", "q_per_channel_zero_points", "q_per_channel_axis")


@dataclass(frozen=True, eq=False)
class Kind:
    """A dtype, shape and device; there is one object of each."""

    shown: str
    seed: int
    """Makes equal bytes of another dtype or shape give another digest."""
    at: Callable[[int], Any] | None
    """Gives the memory at an address, of a small tensor whose values are its bytes; None for others."""
    size: int
    """Bytes of such a tensor."""
    layouts: dict[tuple[int, ...], int | None]
    """By strides, the seed of tensors that fill their memory in another order; None: they do not."""


class _Views(dict[int, Any]):
    """Of memory at addresses, which come again: to make a view takes longer than the digest.

    One says nothing of whose memory it is by now: it is used only for a tensor that lies there.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._make = (ctypes.c_ubyte * size).from_address

    def __missing__(self, address: int) -> Any:
        if len(self) >= _VIEWS:
            self.clear()
        view = self[address] = self._make(address)
        return view


class Digest(Protocol):
    def __call__(self, tensor: Any, kinds: list[Kind], fresh: bool = False, changed: bool = False) -> bytes:
        """xxh3-128 of the values; what kind of tensor it is goes to ``kinds``.

        ``fresh``: an operation has just made it; ``changed``: or written to it.
        """


class Tensors:
    """Takes digests, and remembers those of large tensors."""

    def __init__(self, torch: Any) -> None:
        self.classes = frozenset((torch.Tensor, torch.nn.Parameter))
        """Without those of the user's."""
        self.module_class = torch.nn.Module
        self._torch = torch
        self._strided = torch.strided
        self._plain = frozenset(getattr(torch, name) for name in _DTYPES)
        self._kinds: dict[Any, Kind] = {}
        # By the memory's address, then by the tensor's: version, size, a little of it, digest.
        self._memo: dict[int, dict[int, tuple[int, int, bytes, bytes]]] = {}
        self.negatives = [True]
        """Empty as long as no tensor can be the negative of what lies in its memory: to ask takes long."""
        self.digest = self._digesting()

    def _digesting(self) -> Digest:
        """A closure: what it needs is at hand, and to look that up would take as long as the digest."""
        known, classes, met, read = self._kinds, self.classes, self._kind, self._read
        negatives = self.negatives

        def digest(tensor: Any, kinds: list[Kind], fresh: bool = False, changed: bool = False) -> bytes:
            try:
                kind = known[_FEATURES(tensor)]
            except (KeyError, RuntimeError, TypeError):
                kind = met(tensor)
            kinds.append(kind)
            # The usual case first: a check more costs a good part of the digest.
            at = kind.at
            try:
                if at is not None and type(tensor) in classes and not (negatives and tensor.is_neg()):
                    seed = kind.seed if tensor.is_contiguous() else _seed_of_layout(tensor, kind)
                    if seed is not None and (pointer := tensor.data_ptr()):
                        return xxh3_128_digest(at(pointer), seed)
            except RuntimeError:  # sparse, or of a layout of its own: it has neither strides nor memory
                pass
            try:
                return read(tensor, kind, fresh, changed)
            except (RuntimeError, NotImplementedError):  # no memory of its own, or in the making
                return UNREAD

        return digest

    def _kind(self, tensor: Any) -> Kind:
        """Of any tensor, one of a class of the user's included."""
        features: tuple[Any, ...]
        try:
            features, shape = _FEATURES(tensor), str(list(tensor.shape))
            hash(features)
        except (RuntimeError, TypeError):  # a shape that is not known, or not made of numbers
            features, shape = (tensor.dtype, tensor.device), "[?]"
        kind = self._kinds.get(features)
        if kind is None:
            kind = self._kinds[features] = self._new_kind(tensor, shape)
        return kind

    def _new_kind(self, tensor: Any, shape: str) -> Kind:
        shown = f"{str(tensor.dtype).removeprefix('torch.')}{shape}"
        # One kind for every layout: what is sparse has no memory at which it could be read.
        simple = tensor.dtype in self._plain and tensor.is_cpu
        size = tensor.numel() * tensor.element_size() if simple and shape != "[?]" else 0
        at = _Views(size).__getitem__ if 0 < size < LARGE else None
        where = "" if tensor.is_cpu else f"{ON}{tensor.device.type}"
        return Kind(f"{shown}{where}", _seed(shown), at, size, {})

    def _read(self, tensor: Any, kind: Kind, fresh: bool, changed: bool) -> bytes:
        parts = _parts(tensor)
        if parts is not None:
            return self._of_parts(parts, kind)
        # What only passes for a tensor must not even be asked where its memory lies.
        if hasattr(tensor, "fake_mode") or (tensor.is_cpu and tensor.numel() and not tensor.data_ptr()):
            return UNREAD
        if tensor.nbytes >= LARGE and tensor.is_cpu and tensor.dtype in self._plain and not tensor.is_neg():
            seed = kind.seed if tensor.is_contiguous() else _seed_of_layout(tensor, kind)
            if seed is not None:
                return self._remembered(tensor, seed, fresh, changed)
        return _positional(tensor, kind.seed)

    def _of_parts(self, parts: Iterable[Any], kind: Kind) -> bytes:
        tensor = self._torch.Tensor
        found = [self.digest(p, []) if isinstance(p, tensor) else repr(p).encode() for p in parts]
        return UNREAD if UNREAD in found else bytes(xxh3_128_digest(b"".join(found), kind.seed))

    def _remembered(self, tensor: Any, seed: int, fresh: bool, changed: bool) -> bytes:
        pointer, size = tensor.data_ptr(), tensor.nbytes
        storage = tensor.untyped_storage()
        version = 0 if tensor.is_inference() else tensor._version
        ends = _ends(pointer, size)
        known = self._memo.get(storage.data_ptr(), {}).get(pointer)
        # Memory that numpy sees cannot be resized any more.
        ours = storage.resizable() and not storage.is_shared()
        if ours and not fresh and known is not None and known[:3] == (version, size, ends):
            return bytes(xxh3_128_digest(known[3], seed))
        digest = bytes(xxh3_128_digest((ctypes.c_ubyte * size).from_address(pointer)))
        if ours:
            if len(self._memo) >= _MEMORIES:
                self._memo.clear()
            # The count goes up only after the operation has returned to its caller.
            known = (version + (changed and not tensor.is_inference()), size, ends, digest)
            self._memo.setdefault(storage.data_ptr(), {})[pointer] = known
        return bytes(xxh3_128_digest(digest, seed))

    def small(self, tensor: Any, affords: Callable[[int], bool]) -> bytes | None:
        """The digest of a small tensor whose values lie in memory in C order; None for any other, or one
        of more bytes than can be afforded.
        """
        try:
            kind = self._kinds.get(_FEATURES(tensor)) or self._kind(tensor)
            if kind.at is None or not tensor.is_contiguous() or (self.negatives and tensor.is_neg()):
                return None
            pointer = tensor.data_ptr()
            return xxh3_128_digest(kind.at(pointer), kind.seed) if pointer and affords(kind.size) else None
        except (RuntimeError, TypeError):  # it has no shape or no memory
            return None

    def is_optimizer(self, cls: type) -> bool:
        """Whether it is one of torch's whose state is kept as theirs is."""
        optim: Any = sys.modules.get("torch.optim.optimizer")
        base: Any = getattr(optim, "Optimizer", None)
        known = base is not None and issubclass(cls, base)
        return known and getattr(cls, "state_dict", None) is base.state_dict

    def in_memory(self, tensor: Any) -> bool:
        """Whether its values lie in this machine's memory, one after the other."""
        return tensor.layout is self._strided and tensor.is_cpu and not tensor.is_nested

    def bytes_of(self, tensor: Any) -> Any:
        """The values of a tensor that is :meth:`in_memory`, in C order; not copied if they lie so."""
        return memory_of(tensor.detach().resolve_conj().resolve_neg().contiguous())

    def forget(self, tensor: Any) -> None:
        """Memory to which something was written, or that begins a new life."""
        if self._memo:
            try:
                self._memo.pop(tensor.untyped_storage().data_ptr(), None)
            except (RuntimeError, NotImplementedError, AttributeError):  # it has none
                return


def _parts(tensor: Any) -> Iterable[Any] | None:
    """What an unusual tensor consists of; None for one that is plain memory."""
    if hasattr(tensor, "__tensor_flatten__"):
        names, _ = tensor.__tensor_flatten__()
        return [getattr(tensor, name) for name in names]
    if tensor.is_nested:
        return [tensor.values(), tensor._nested_tensor_size()]
    if tensor.is_quantized:
        by_channel = "per_channel" in str(tensor.qscheme())
        return [getattr(tensor, name)() for name in (_CHANNEL_PARTS if by_channel else _QUANTIZED_PARTS)]
    layout = str(tensor.layout)
    if layout in _SPARSE_PARTS:
        # As they lie there: what an operation was given is not brought into order.
        return [getattr(tensor.detach(), name)() for name in _SPARSE_PARTS[layout]]
    return [tensor.to_dense()] if layout == "torch._mkldnn" else None


def _seed(text: str) -> int:
    return xxh3_64_intdigest(text.encode())


def _seed_of_layout(tensor: Any, kind: Kind) -> int | None:
    """Of a tensor that fills its memory in another order, such as a transposed matrix: it is never copied."""
    strides = tensor.stride()
    if strides not in kind.layouts:
        dense = _is_dense(tensor.shape, strides)
        kind.layouts[strides] = _seed(f"{kind.shown} {strides}") if dense else None
    return kind.layouts[strides]


def _is_dense(shape: tuple[int, ...], strides: tuple[int, ...]) -> bool:
    """Whether every place between the first and the last element is taken exactly once."""
    expected = 1
    for stride, length in sorted((s, n) for s, n in zip(strides, shape, strict=True) if n != 1):
        if stride != expected:
            return False
        expected *= length
    return True


def _positional(tensor: Any, seed: int) -> bytes:
    """Of the values in C order: a permutation gives another."""
    plain = tensor.detach()
    if plain.device.type != "cpu":
        plain = plain.cpu()
    plain = plain.resolve_conj().resolve_neg().contiguous()
    return bytes(xxh3_128_digest(memory_of(plain), seed))


def _ends(pointer: int, size: int) -> bytes:
    """A little of a large tensor: what writes to memory behind torch's back may show in it."""
    window = ctypes.c_ubyte * _WINDOW
    return b"".join(bytes(window.from_address(pointer + at)) for at in (0, size // 2, size - _WINDOW))


def memory_of(tensor: Any) -> Any:
    """The bytes of a contiguous tensor on the host, not copied."""
    size = tensor.nbytes
    if not size:
        return b""
    raw = (ctypes.c_ubyte * size).from_address(tensor.data_ptr())
    raw.owner = tensor  # from_address() keeps nothing alive
    return raw
