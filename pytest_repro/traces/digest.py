"""Digests of live values: of arrays, frames and tensors every byte, in order, with dtype and shape.

They differ from the digests of outputs in that nothing is refused: what cannot be taken apart stands by its
type, since an address or a repr would differ in every run. Nothing is changed, drawn or consumed.
"""

from __future__ import annotations

import os
import sys
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.interpose.patches import StandIn
from pytest_repro.outputs.node import NODES, Array, Branch, Bytes, Scalar, Strings, Text, type_name
from pytest_repro.outputs.registry import registry
from pytest_repro.traces.parts import Parts
from pytest_repro.traces.tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_DEPTH = 8
MAX_ITEMS = 20_000
"""Of one value, counting what is nested in it; beyond, only types and lengths are digested."""
SAMPLE = 4096
"""Bytes at either end that stand for an array for which there is no budget."""
PLAIN = b"!"
_ATOMS = (int, float, complex, bool, type(None))
_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, StandIn)
_SIMPLE_KINDS = "biufcmM"


class Budget:
    """Bytes of arrays that may be read; a large array beyond it is sampled, alike in every trial."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def affords(self, size: int) -> bool:
        self.left -= size
        return self.left > 0 or size <= 2 * SAMPLE


class Digester:
    """``is_user_class`` tells whose attributes are looked at; other unknown objects stand by their type.

    ``temporary`` is the trial's folder for temporary files: two trials have two, whatever a program does, so
    paths below it are compared without it.
    """

    def __init__(self, is_user_class: Callable[[type], bool], temporary: str = "") -> None:
        self._is_user_class = is_user_class
        self._temporary = temporary.rstrip(os.sep)
        self._families: dict[type, Any] = {}
        self._parts = Parts(is_user_class)
        self._tensors: Tensors | None = None

    @property
    def tensors(self) -> Tensors | None:
        """None as long as torch has not been imported."""
        if self._tensors is None:
            torch: Any = sys.modules.get("torch")
            if hasattr(torch, "nn") and hasattr(torch.nn, "Parameter"):
                self._tensors = Tensors(torch)
        return self._tensors

    def named(self, name: str, value: object, budget: Budget) -> dict[str, bytes]:
        """xxh3-128 of a variable, and of each of its parts, as ``name.attribute`` or ``name['key']``."""
        parts = self._parts.of(value)
        if parts is None:
            return {name: self.marked(value, budget), **self._gradient(name, value, budget)}
        found = {name + way: self.marked(part, budget, value) for way, part in parts.items()}
        whole = _joined(type_name(type(value)), list(parts), found.values())
        for way, part in parts.items():
            found.update(self._gradient(name + way, part, budget))
        return {name: whole, **found}

    def _gradient(self, name: str, value: object, budget: Budget) -> dict[str, bytes]:
        """What lies in wait beside a tensor for the next step of an optimizer."""
        if self.tensors is None or type(value) not in self.tensors.classes:
            return {}
        gradient: object = value.grad if getattr(value, "is_leaf", False) else None  # type: ignore[attr-defined]
        return {} if gradient is None else {f"{name}.grad": self.marked(gradient, budget)}

    def marked(self, value: object, budget: Budget, within: object = None) -> bytes:
        """Ending in :data:`PLAIN` where a value with the same digest cannot be another one all the same."""
        digest = self.digest(value, budget, within)
        cls = type(value)
        plain = cls in _ATOMS or cls is str or cls is bytes or _is_plain_array(value)
        return digest + PLAIN if plain or (self.tensors and cls in self.tensors.classes) else digest

    def digest(self, value: object, budget: Budget, within: object = None) -> bytes:
        """xxh3-128 of a value; of the object ``within`` which it stands, nothing is looked at again."""
        if type(value) in _ATOMS:
            return bytes(xxhash.xxh3_128_digest(f"{type(value).__name__} {value!r}".encode()))
        hasher = xxhash.xxh3_128()
        try:
            _Walk(self, hasher, budget, within).feed(value, 0)
        except Exception:  # an object in the making, or one whose own code fails when it is read
            hasher.update(b"unreadable")
        return bytes(hasher.digest())

    def place(self, text: str) -> str:
        """A text in which the trial's own folder stands as `<temporary>`."""
        return text.replace(self._temporary, "<temporary>") if self._temporary else text

    def family(self, cls: type) -> Any:
        if cls not in self._families:
            path = issubclass(cls, os.PathLike)  # its content is no business of a trace
            self._families[cls] = None if path else registry().find(cls)
        return self._families[cls]

    def attributes(self, value: object) -> dict[str, Any] | None:
        """Of an object of one of the user's classes."""
        if not self._is_user_class(type(value)):
            return None
        try:
            return dict(vars(value))
        except TypeError:
            return None


class _Walk:
    """One value being digested."""

    def __init__(self, digester: Digester, hasher: Any, budget: Budget, within: object = None) -> None:
        self._digester = digester
        self._hasher = hasher
        self._budget = budget
        self._tensors = digester.tensors
        self._items = 0
        self._open: set[int] = set() if within is None else {id(within)}

    def feed(self, value: Any, depth: int) -> None:
        cls = type(value)
        self._items += 1
        if cls in _ATOMS:
            self._text(f"{cls.__name__} {value!r}")
        elif self._tensors is not None and cls in self._tensors.classes:
            self._tensor(value, self._tensors, depth)
        elif cls is str:
            self._text(f"str {self._digester.place(value)}")
        elif cls is bytes or cls is bytearray:
            self._text("bytes")
            self._bytes(value)
        elif depth > MAX_DEPTH or self._items > MAX_ITEMS or id(value) in self._open:
            self._text(type_name(cls))
        elif cls is list or cls is tuple:
            self._sequence(value, cls, depth)
        else:
            self._other(value, cls, depth)

    def _sequence(self, value: Any, cls: type, depth: int) -> None:
        self._text(f"{cls.__name__} {len(value)}")
        self._open.add(id(value))
        for item in tuple(value):
            if self._items > MAX_ITEMS:
                break
            self.feed(item, depth + 1)
        self._open.discard(id(value))

    def _other(self, value: Any, cls: type, depth: int) -> None:
        if isinstance(value, _FUNCTIONS):
            self._text(f"function {getattr(value, '__name__', '')}")
        elif isinstance(value, (ModuleType, type)):
            self._text(f"{cls.__name__} {value.__name__}")
        elif isinstance(value, os.PathLike):
            self._text(f"path {self._digester.place(os.fsdecode(value))}")
        elif _is_plain_array(value):
            self._array(value)
        elif self._tensors is not None and isinstance(value, self._tensors.module_class):
            self._module(value, cls, depth)
        else:
            self._open.add(id(value))
            self._structure(value, cls, depth)
            self._open.discard(id(value))

    def _structure(self, value: Any, cls: type, depth: int) -> None:
        family = self._digester.family(cls)
        node = value if isinstance(value, NODES) else family.expand(value) if family else None
        if isinstance(node, NODES) and self._node(node, depth):
            return
        attributes = self._digester.attributes(value)
        self._text(type_name(cls))
        for name, item in (attributes or {}).items():
            self._text(name)
            self.feed(item, depth + 1)
        if attributes is None and self._budget.affords(sys.getsizeof(value)):
            self.feed(_native_state(value, cls), depth + 1)

    def _node(self, node: Any, depth: int) -> bool:
        if isinstance(node, Scalar):
            self._text(f"{node.dtype} {node.text}")
        elif isinstance(node, Text):
            self._text(node.text)
        elif isinstance(node, (Array, Strings, Bytes)):
            self._text(f"{node.type} {getattr(node, 'dtype', '')} {getattr(node, 'shape', '')}")
            for piece in node.pieces:
                self._bytes(piece)
        elif isinstance(node, Branch):
            self._text(f"{node.type} {node.order} {node.shape}")
            for name, child in node.children:
                if self._items > MAX_ITEMS:
                    break
                self._text(name)
                self.feed(child, depth + 1)
        else:
            return False
        return True

    def _array(self, value: Any) -> None:
        self._text(f"array {value.dtype.str} {value.shape}")
        self._bytes(value if value.flags.c_contiguous else value.copy(order="C"), value.view)

    def _tensor(self, value: Any, tensors: Tensors, depth: int) -> None:
        if not tensors.in_memory(value):
            self._structure(value, type(value), depth)
        elif self._budget.affords(value.nbytes):
            # Equal values in another layout count as equal here; to an operation the layout matters.
            plain = value if value.is_contiguous() else value.detach().contiguous()
            self._hasher.update(tensors.digest(plain, []))
        else:
            self._text(f"tensor {value.dtype} {tuple(value.shape)}")
            self._sample(memoryview(tensors.bytes_of(value)).cast("B"))

    def _module(self, value: Any, cls: type, depth: int) -> None:
        """Parameters and buffers of a module of torch and of those in it; its own methods are not asked."""
        self._text(type_name(cls))
        self._open.add(id(value))
        parts = vars(value)
        for kind in ("_parameters", "_buffers", "_modules"):
            for name, item in list(parts.get(kind, {}).items()):
                if item is not None:
                    self._text(name)
                    self.feed(item, depth + 1)
        self._open.discard(id(value))

    def _bytes(self, piece: Any, as_bytes: Any = None) -> None:
        if as_bytes is not None:
            piece = piece.reshape(-1).view("u1") if piece.size else b""
        view = memoryview(piece)
        size = view.nbytes
        if self._budget.affords(size):
            self._hasher.update(view.cast("B") if size else b"")
            return
        self._sample(view.cast("B"))

    def _sample(self, view: memoryview) -> None:
        self._text(f"sampled {view.nbytes}")
        self._hasher.update(view[:SAMPLE])
        self._hasher.update(view[-SAMPLE:])

    def _text(self, text: str) -> None:
        self._hasher.update(text.encode("utf-8", "surrogatepass"))
        self._hasher.update(b"\0")


def _joined(kind: str, ways: list[str], digests: Iterable[bytes]) -> bytes:
    hasher = xxhash.xxh3_128("\0".join([kind, *ways]).encode("utf-8", "surrogatepass"))
    for digest in digests:
        hasher.update(digest)
    return bytes(hasher.digest())


def _native_state(value: Any, cls: type) -> object:
    """What an object of a compiled library says of itself to be pickled, where that is plain data."""
    method = getattr(cls, "__getstate__", None)
    if type(method) is not MethodDescriptorType or method is getattr(object, "__getstate__", None):
        return None
    try:
        state = method(value)
    except Exception:  # it cannot be pickled, or not now
        return None
    return state if type(state) in (bytes, str, tuple) else None


def _is_plain_array(value: Any) -> bool:
    numpy: Any = sys.modules.get("numpy")
    return hasattr(numpy, "ndarray") and type(value) is numpy.ndarray and value.dtype.kind in _SIMPLE_KINDS
