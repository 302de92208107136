"""Hashes that the interpreter makes of addresses in C: of functions, classes, modules, methods and NaN.

Their types keep the function that does it in their slot ``tp_hash``, which is set to a function of ours that
gives numbers in place of addresses. What functions, classes and modules there were before keep their hash,
since dicts hold it; where static types (``int``), methods or NaN are in a dict, they are filed anew.
"""

from __future__ import annotations

import functools
import gc
import itertools
import sys
import types
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.numbering import Watch
from pytest_repro.interpose.rehashing import with_other_hashes
from pytest_repro.interpose.slots import HASH, Slots, subclasses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_BITS = 61
_HEAP_TYPE = 1 << 9
_KINDS = (
    type, FunctionType, ModuleType, functools.partial, type(functools.lru_cache(int)),
    types.MethodDescriptorType, types.WrapperDescriptorType, type(Ellipsis), type(NotImplemented),
)  # fmt: skip
_DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType)

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


class PointerHashes(dict[int, int]):
    """By the address of what is asked for; asked by the interpreter itself, without any Python where known.

    A number follows from the key and the name of a function or class, so it is the same in every run whatever
    the memory looks like. Of those that share a name, as functions made in a loop do, it follows from which
    was hashed first as well.
    """

    def __init__(self, number: Callable[[bytes], int], identify: Callable[[object], int] = id) -> None:
        """``identify``: the number of an object that has no name, as ``id`` gives one."""
        super().__init__()
        self._number = number
        self._of_object = identify
        self._held: dict[int, object] = {}
        self._counts: dict[str, Iterator[int]] = {}
        self._watches: dict[int, Watch] = {}
        self._older: list[Any] = []
        self._salt = ""
        self._slots: Slots | None = None
        self._plain = self._ours = 0
        self._named: dict[int, Callable[[Any], str]] = {}
        """By the address of a type: the hash of a metaclass of itself would be what is being asked for."""

    def restart(self, salt: str) -> None:
        """Count anew what has no name of its own; what has been hashed keeps its number."""
        self._salt = salt
        for name in [name for name in self._counts if _is_local(name)]:
            del self._counts[name]

    @property
    def numbered(self) -> int:
        """How many have a number in place of their address."""
        return len(self._watches)

    def install(self, noting: Callable[[FrameType], None] | None = None) -> bool:
        """Give numbers from now on, until the process ends; whether this interpreter lets us.

        ``noting``: called with every frame that asks for a hash. It takes a tenth of a second.
        """
        slots = self._slots = Slots.of_this_interpreter()
        if slots is None:
            return False
        # Kept: another object at the address of one that is gone would get its hash.
        self._older = [thing for thing in gc.get_objects() if issubclass(type(thing), _KINDS[:4])]
        for thing in self._older:
            if not _is_static(thing):
                self[_address(thing)] = _of_address(_address(thing))
        # Now, since what looks an object up by its address hashes some of these itself.
        self.update(
            {_address(cls): self._hash_of(_name(cls)) for cls in subclasses(object) if _is_static(cls)}
        )
        self._plain = slots.get(object, HASH)
        self._ours = self._calling(self.__getitem__, noting)
        with_other_hashes(lambda: self._replace_all(noting))
        return True

    def _replace_all(self, noting: Callable[[FrameType], None] | None) -> None:
        for kind in _KINDS:
            for cls in subclasses(kind) if kind is type else (kind,):
                self._include(cls)
        if sys.version_info < (3, 12):
            self._include(type(None))
        self._instead(types.MethodType, self._of_method, noting)
        self._instead(types.BuiltinFunctionType, self._of_builtin, noting)
        self.include_floats((float,), noting)

    def _calling(self, hashing: Callable[[int], int], noting: Callable[[FrameType], None] | None) -> int:
        assert self._slots is not None
        ctypes = self._slots.ctypes
        prototype = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p)
        return self._slots.callback(prototype, hashing if noting is None else _noted(hashing, noting))

    def _instead(
        self, cls: type, hashing: Callable[[int], int], noting: Callable[[FrameType], None] | None = None
    ) -> None:
        assert self._slots is not None
        self._slots.replace(cls, HASH, self._slots.get(cls, HASH), self._calling(hashing, noting))

    def _include(self, cls: type) -> None:
        if self._slots is not None:
            self._slots.replace(cls, HASH, self._plain, self._ours)

    def include(self, cls: type) -> None:
        """A class that has just been made: what hashes as ``object`` does has a slot of its own."""
        if issubclass(cls, _KINDS):
            self._include(cls)

    def include_all(self, classes: tuple[type, ...], name: Callable[[Any], str]) -> None:
        """Classes in C whose objects hash as ``object`` does; what there is of them keeps its hash.

        ``name``: what tells an object from others.
        """
        if self._slots is None:
            return
        self._named.update(dict.fromkeys(map(_address, classes), name))
        older = [thing for thing in gc.get_objects() if issubclass(type(thing), classes)]
        self._older += older
        self.update({_address(thing): _of_address(_address(thing)) for thing in older})
        for cls in classes:
            self._include(cls)

    def include_floats(
        self, classes: tuple[type, ...], noting: Callable[[FrameType], None] | None = None
    ) -> None:
        """Numbers hash by their value; a NaN, which equals no other, by its address."""
        if self._slots is None:
            return
        ctypes = self._slots.ctypes
        prototype = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.py_object)
        for cls in classes:
            known = self._slots.get(cls, HASH)
            hashing = _hashing_floats(prototype(known), self._identify, noting)
            self._slots.replace(cls, HASH, known, self._slots.callback(prototype, hashing))

    def __missing__(self, address: int) -> int:
        assert self._slots is not None
        # Two threads may ask at once: the first one's number holds.
        return self.setdefault(address, self._meet(self._slots.object_at(address), address))

    def _meet(self, value: Any, address: int) -> int:
        try:
            self._watches[address] = Watch(value, self._forget)
        except TypeError:  # nobody would say that it is gone
            self._older.append(value)
        return self._hash_of(self._named.get(_address(type(value)), _name)(value))

    def _hash_of(self, name: str) -> int:
        count = next(self._counts.setdefault(name, itertools.count()))
        text = f"{self._salt if _is_local(name) else ''}{name}:{count}"
        return self._number(text.encode("utf-8", "surrogatepass")) >> (64 - _BITS)

    def _of_method(self, address: int) -> int:
        """Methods are made whenever they are asked for: those of one object and function are equal."""
        assert self._slots is not None
        method = self._slots.object_at(address)
        return self._joined(_name(method.__func__), method.__self__)

    def _of_builtin(self, address: int) -> int:
        assert self._slots is not None
        function = self._slots.object_at(address)
        return self._joined(_name(function), function.__self__)

    def _joined(self, name: str, owner: object) -> int:
        kind = type(owner)
        if owner is None or issubclass(kind, type | ModuleType):
            text = f"{name} of {_name(owner)}"
        else:
            text = f"{name} of {self._identify(owner)}"
        return self._number(text.encode("utf-8", "surrogatepass")) >> (64 - _BITS)

    def _identify(self, value: object) -> int:
        """Kept, if nobody would say that it is gone: another one at its address would get its number."""
        if not type(value).__weakrefoffset__:
            self._held[_address(value)] = value
        return self._of_object(value)

    def _forget(self, watch: Watch) -> None:
        if self._watches.get(watch.address) is watch:
            del self._watches[watch.address], self[watch.address]


def _noted(
    known: Callable[[Any], int], noting: Callable[[FrameType], None], above: int = 1
) -> Callable[[Any], int]:
    def asked(value: Any, frame: Callable[[int], FrameType] = sys._getframe) -> int:
        try:
            asking = frame(above)
        except ValueError:  # the interpreter itself, as it begins to run a script or ends
            return known(value)
        noting(asking)
        return known(value)

    return asked


def _is_local(name: str) -> bool:
    return "<" in name


def _name(value: Any) -> str:
    """Without any code of the program's: modules and classes may answer for themselves."""
    kind = type(value)  # isinstance() would ask the object for its class as well
    if issubclass(kind, type):
        module = vars(value).get("__module__")
        return f"{module}.{type.__dict__['__qualname__'].__get__(value)}"
    if kind is FunctionType:
        return f"{value.__module__}.{value.__qualname__}:{value.__code__.co_firstlineno}"
    if issubclass(kind, ModuleType):
        names = object.__getattribute__(value, "__dict__")
        return f"module {names.get('__name__')}"
    if kind is types.BuiltinFunctionType:
        return f"{value.__module__}.{value.__qualname__}"
    if kind in _DESCRIPTORS:
        return f"{_name(value.__objclass__)}.{value.__name__}"
    return f"<{kind.__name__}>"


def _is_static(value: Any) -> bool:
    return issubclass(type(value), type) and not value.__flags__ & _HEAP_TYPE


def _hashing_floats(
    real: Callable[[Any], int],
    identify: Callable[[object], int],
    noting: Callable[[FrameType], None] | None,
) -> Callable[[Any], int]:
    def number(value: Any) -> int:
        return identify(value) >> (64 - _BITS)

    hash_nan = number if noting is None else _noted(number, noting, above=2)

    def hashing(value: Any) -> int:
        return real(value) if value == value else hash_nan(value)

    return hashing


def _of_address(address: int) -> int:
    """As the interpreter does it: the lowest bits, which are all 0, go to the top."""
    bits = 8 * _width()
    turned = (address >> 4) | (address << (bits - 4)) & ((1 << bits) - 1)
    signed = turned - (1 << bits) if turned >> (bits - 1) else turned
    return -2 if signed == -1 else signed


@functools.cache
def _width() -> int:
    import ctypes

    return ctypes.sizeof(ctypes.c_void_p)
