"""How one live value is taken apart for its digest."""

from __future__ import annotations

import datetime
import marshal
import os
import sys
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

import xxhash

from pytest_repro.interpose.patches import StandIn
from pytest_repro.outputs.node import NODES, Array, Branch, Bytes, Scalar, Strings, Text, type_name
from pytest_repro.traces.said import is_value_class, said_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pytest_repro.traces.digest import Budget, Digester
    from pytest_repro.traces.tensors import Tensors

MAX_DEPTH = 8
MAX_ITEMS = 20_000
"""Of one value, counting what is nested in it; beyond, only types and lengths are digested."""
FREE_ITEMS, ITEM_BYTES = 100, 256
"""Of one value, so many items cost nothing; each further one as much as so many bytes of an array."""
ALL_ITEMS = 1_500_000
"""Of all such values of a trial: one takes a microsecond or two."""
_ITEMS_BY_BUDGET = ((32 << 20, MAX_ITEMS), (8 << 20, 2_000), (1 << 20, 500))
"""As the budget goes down, less of each value is looked at, in steps: two trials are to take the same."""
ITEM_LETTERS = 8
"""Of what an object says of itself, that take as long as an item."""
SAMPLE = 4096
"""Bytes at either end that stand for an array for which there is no budget."""
ATOMS = (int, float, complex, bool, type(None))
MOMENTS = (datetime.date, datetime.datetime, datetime.time, datetime.timedelta)
_STR = frozenset({str})
_PLAIN = frozenset((*ATOMS, str, bytes))
_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, StandIn)
_SIMPLE_KINDS = "biufcmM"
Treatment: TypeAlias = "Callable[[Walk, Any, type, int], None]"


def treatment_of(cls: type, tensors: Tensors | None) -> Treatment:
    """What is done with objects of a class; of what an object calls itself nothing is believed."""
    numpy: Any = sys.modules.get("numpy")
    if issubclass(cls, _FUNCTIONS):
        return Walk._function
    if issubclass(cls, (ModuleType, type)):
        return Walk._definition
    if issubclass(cls, os.PathLike):
        return Walk._path
    if cls is getattr(numpy, "ndarray", None):
        return Walk._array
    if tensors is not None and issubclass(cls, tensors.module_class):
        return Walk._module
    if tensors is not None and tensors.is_optimizer(cls):
        return Walk._optimizer
    return Walk._opened


def is_plain_array(value: Any) -> bool:
    """Whether a value is an array whose bytes are its values, or one number of such an array."""
    numpy: Any = sys.modules.get("numpy")
    cls = type(value)
    known = hasattr(numpy, "ndarray") and (cls is numpy.ndarray or issubclass(cls, numpy.generic))
    return known and cls.__module__ == "numpy" and value.dtype.kind in _SIMPLE_KINDS


class Names(dict["type | str", bytes]):
    """Of classes and attributes, as they go into a digest: there are few, and they come often."""

    def __missing__(self, named: type | str) -> bytes:
        text = named if isinstance(named, str) else type_name(named)
        encoded = self[named] = f"{text}\0".encode("utf-8", "surrogatepass")
        return encoded


def _most_items(left: int) -> int:
    return next((most for above, most in _ITEMS_BY_BUDGET if left > above), FREE_ITEMS)


class Walk:
    """One value being digested."""

    def __init__(self, digester: Digester, budget: Budget, within: object = None) -> None:
        self.parts: list[bytes] = []
        """What the value is made of, in order: of anything long the digest."""
        self._digester = digester
        self._budget = budget
        self._tensors = digester.tensors
        self._items = self._at_once = 0
        self._most = _most_items(budget.left) if digester.items_left > 0 else FREE_ITEMS
        self._open: set[int] = set() if within is None else {id(within)}

    def charge(self) -> None:
        """A graph of objects takes as long as a large array: what was taken apart one by one is paid for."""
        walked = self._items - self._at_once
        if walked > FREE_ITEMS:
            self._budget.left -= (walked - FREE_ITEMS) * ITEM_BYTES
            self._digester.items_left -= walked

    def feed(self, value: Any, depth: int) -> None:
        cls = type(value)
        self._items += 1
        if cls in ATOMS:
            self._text(f"{cls.__name__} {value!r}")
        elif self._tensors is not None and cls in self._tensors.classes:
            self._tensor(value, self._tensors, depth)
        elif cls is str:
            self._text(f"str {self._digester.place(value)}")
        elif cls is bytes or cls is bytearray:
            self._text("bytes")
            self._bytes(value)
        elif depth > MAX_DEPTH or self._items > self._most or id(value) in self._open:
            self._text(type_name(cls))
        elif cls is list or cls is tuple:
            if not self._plain(value, value):
                self._sequence(value, cls, depth)
        elif cls is dict and _STR.issuperset(map(type, value)):
            if not self._plain(value, value.values()):
                self._mapping(value, depth)
        else:
            self._digester.treatment(cls)(self, value, cls, depth)

    def _sequence(self, value: Any, cls: type, depth: int) -> None:
        self._text(f"{cls.__name__} {len(value)}")
        self._open.add(id(value))
        for item in tuple(value):
            if self._items > self._most:
                break
            self.feed(item, depth + 1)
        self._open.discard(id(value))

    def _mapping(self, value: dict[str, Any], depth: int) -> None:
        self._text(f"dict {len(value)}")
        self._open.add(id(value))
        for name, item in list(value.items()):
            if self._items > self._most:
                break
            self._text(self._digester.place(name))
            self.feed(item, depth + 1)
        self._open.discard(id(value))

    def _plain(self, value: Any, items: Collection[Any]) -> bool:
        """A container of numbers and short texts, all at once; whether it is one."""
        count = len(items)
        if self._items + count > self._most or not _PLAIN.issuperset(map(type, items)):
            return False
        # Version 2 knows nothing of references and interned strings: equal values give equal bytes.
        raw = marshal.dumps(value, 2)
        if self._digester.mentions_place(raw):
            return False
        self._items += count
        self._at_once += count
        self.parts.append(raw if len(raw) < SAMPLE else xxhash.xxh3_128_digest(raw))
        return True

    def _function(self, value: Any, cls: type, depth: int) -> None:
        self._text(f"function {getattr(value, '__name__', '')}")

    def _definition(self, value: Any, cls: type, depth: int) -> None:
        self._text(f"{cls.__name__} {value.__name__}")

    def _path(self, value: Any, cls: type, depth: int) -> None:
        self._text(f"path {self._digester.place(os.fsdecode(value))}")

    def _opened(self, value: Any, cls: type, depth: int) -> None:
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
            self.feed(self._state(value, cls), depth + 1)

    def _state(self, value: Any, cls: type) -> object:
        """What an object of a library tells of itself."""
        state = _native_state(value, cls)
        if state is not None or self._digester.is_user_class(cls) or not is_value_class(cls):
            return state
        text = said_by(value)
        self._items += len(text or "") // ITEM_LETTERS
        return text

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
                if self._items > self._most:
                    break
                self._text(name)
                self.feed(child, depth + 1)
        else:
            return False
        return True

    def _array(self, value: Any, cls: type, depth: int) -> None:
        if value.dtype.kind not in _SIMPLE_KINDS:
            self._opened(value, cls, depth)
            return
        self._text(f"array {value.dtype.str} {value.shape}")
        self._bytes(value if value.flags.c_contiguous else value.copy(order="C"), value.view)

    def _tensor(self, value: Any, tensors: Tensors, depth: int) -> None:
        small = tensors.small(value, self._budget.affords)
        if small is not None:
            self.parts.append(small)
        elif value.is_mkldnn:  # a layout of its own, opaque
            self.feed(value.to_dense(), depth)
        elif not tensors.in_memory(value):
            self._structure(value, type(value), depth)
        elif self._budget.affords(value.nbytes):
            # Equal values in another layout count as equal here; to an operation the layout matters.
            plain = value if value.is_contiguous() else value.detach().contiguous()
            self.parts.append(tensors.digest(plain, []))
        else:
            self._text(f"tensor {value.dtype} {tuple(value.shape)}")
            self._sample(memoryview(tensors.bytes_of(value)).cast("B"))

    def _module(self, value: Any, cls: type, depth: int) -> None:
        """Parameters and buffers of a module of torch and of those in it; its own methods are not asked."""
        add, names, tensors = self.parts.append, self._digester.names, self._tensors
        affords = self._budget.affords
        add(names[cls])
        self._open.add(id(value))
        parts = vars(value)
        for kind in ("_parameters", "_buffers", "_modules"):
            items = parts.get(kind)
            for name, item in list(items.items()) if items else ():
                if item is None:
                    continue
                add(names[name])
                known = tensors.small(item, affords) if tensors and kind != "_modules" else None
                if known is not None:
                    add(known)
                else:
                    self.feed(item, depth + 1)
        self._open.discard(id(value))

    def _optimizer(self, value: Any, cls: type, depth: int) -> None:
        """What its ``state_dict()`` would hold, without its hooks: they may be the user's."""
        self._text(type_name(cls))
        for group in list(value.param_groups):
            parameters = list(group["params"])
            self._text(f"group {len(parameters)}")
            self.feed({name: item for name, item in group.items() if name != "params"}, depth + 1)
            for number, parameter in enumerate(parameters):
                state = value.state.get(parameter)
                if state:
                    self._text(f"state {number}")
                    self.feed(state, depth + 1)

    def _bytes(self, piece: Any, as_bytes: Any = None) -> None:
        if as_bytes is not None:
            piece = piece.reshape(-1).view("u1") if piece.size else b""
        view = memoryview(piece)
        size = view.nbytes
        if self._budget.affords(size):
            self.parts.append(xxhash.xxh3_128_digest(view.cast("B") if size else b""))
            return
        self._sample(view.cast("B"))

    def _sample(self, view: memoryview) -> None:
        self._text(f"sampled {view.nbytes}")
        self.parts += [bytes(view[:SAMPLE]), bytes(view[-SAMPLE:])]

    def _text(self, text: str) -> None:
        self.parts.append(f"{text}\0".encode("utf-8", "surrogatepass"))


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
