"""Hashes of functions, classes and modules, which the interpreter makes of their addresses in C.

Their types share one function in C, ``_Py_HashPointer``, and each keeps a pointer to it in its slot
``tp_hash``. That pointer is set to a function of ours, which gives numbers in place of addresses. What was
there before keeps its hash, since dicts hold it; so do static types (``int``), which lie at the same place in
every run but for the start of a page.
"""

from __future__ import annotations

import functools
import gc
import itertools
import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.numbering import Watch
from pytest_repro.interpose.rehashing import with_another_hash_of_none

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_POINTERS_BEFORE = 13
"""Of the size of a pointer, between the header of every object and ``tp_hash``: the same since Python 3.0."""
_NAMES = ("_Py_HashPointer", "Py_HashPointer", "PyObject_GenericHash")
"""What the function is called in one version or another."""
_BITS = 61
_HEAP_TYPE = 1 << 9
_KINDS = (type, FunctionType, ModuleType, functools.partial)

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


class PointerHashes(dict[int, int]):
    """By the address of what is asked for; asked by the interpreter itself, without any Python where known.

    A number follows from the key and the name of a function or class, so it is the same in every run whatever
    the memory looks like. Of those that share a name, as functions made in a loop do, it follows from which
    was hashed first as well.
    """

    def __init__(self, number: Callable[[bytes], int]) -> None:
        super().__init__()
        self._number = number
        self._counts: dict[str, Iterator[int]] = {}
        self._watches: dict[int, Watch] = {}
        self._older: list[Any] = []
        self._salt = ""
        self._slots: _Slots | None = None
        self._met_at: dict[type, Callable[[], str]] = {}

    def restart(self, salt: str) -> None:
        """Count anew what has no name of its own; what has been hashed keeps its number."""
        self._salt = salt
        for name in [name for name in self._counts if _is_local(name)]:
            del self._counts[name]

    @property
    def numbered(self) -> int:
        """How many have a number in place of their address."""
        return len(self._watches)

    def install(self, noting: Callable[[FrameType], None] | None = None, with_none: bool = False) -> bool:
        """Give numbers from now on, until the process ends; whether this interpreter lets us.

        ``noting``: called with every frame that asks for a hash. ``with_none``: to ``None`` as well, where
        it hashes by its address; that takes a tenth of a second.
        """
        slots = self._slots = _slots()
        if slots is None:
            return False
        # Kept: another object at the address of one that is gone would get its hash.
        self._older = [thing for thing in gc.get_objects() if issubclass(type(thing), _KINDS)]
        for thing in self._older:
            self[_address(thing)] = _of_address(_address(thing))
        slots.call_back(self.__getitem__ if noting is None else _noted(self.__getitem__, noting))
        for cls in (*_metaclasses(type), *_KINDS[1:]):
            slots.include(cls)
        if with_none and sys.version_info < (3, 12):
            self[_address(None)] = self._number(b"None") >> (64 - _BITS)
            with_another_hash_of_none(lambda: slots.include(type(None)))
        return True

    def include(self, cls: type) -> None:
        """A class that has just been made: what hashes as ``object`` does has a slot of its own."""
        if self._slots is not None and issubclass(cls, _KINDS):
            self._slots.include(cls)

    def include_all(self, classes: tuple[type, ...], line: Callable[[], str]) -> None:
        """Classes in C whose objects hash as ``object`` does; what there is of them keeps its hash.

        ``line``: the one of the program's that is running. Objects are told apart by where they are met.
        """
        if self._slots is None:
            return
        self._met_at.update(dict.fromkeys(classes, line))
        older = [thing for thing in gc.get_objects() if issubclass(type(thing), classes)]
        self._older += older
        self.update({_address(thing): _of_address(_address(thing)) for thing in older})
        for cls in classes:
            self._slots.include(cls)

    def __missing__(self, address: int) -> int:
        assert self._slots is not None
        # Two threads may ask at once: the first one's number holds.
        return self.setdefault(address, self._meet(self._slots.object_at(address), address))

    def _meet(self, value: Any, address: int) -> int:
        if issubclass(type(value), type) and not value.__flags__ & _HEAP_TYPE:
            return _of_address(address)
        try:
            self._watches[address] = Watch(value, self._forget)
        except TypeError:  # nobody would say that it is gone
            return _of_address(address)
        line = self._met_at.get(type(value))
        name = _name(value) if line is None else f"<{type(value).__name__}> {line()}"
        count = next(self._counts.setdefault(name, itertools.count()))
        text = f"{self._salt if _is_local(name) else ''}{name}:{count}"
        return self._number(text.encode("utf-8", "surrogatepass")) >> (64 - _BITS)

    def _forget(self, watch: Watch) -> None:
        if self._watches.get(watch.address) is watch:
            del self._watches[watch.address], self[watch.address]


def _noted(known: Callable[[int], int], noting: Callable[[FrameType], None]) -> Callable[[int], int]:
    def asked(address: int, frame: Callable[[int], FrameType] = sys._getframe) -> int:
        try:
            asking = frame(1)
        except ValueError:  # the interpreter itself, as it begins to run a script or ends
            return known(address)
        noting(asking)
        return known(address)

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
    return f"<{kind.__name__}>"


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


class _Slots:
    """The slots ``tp_hash`` of the types whose objects are hashed by address."""

    def __init__(self, offset: int, plain: int) -> None:
        import ctypes

        self._offset = offset
        self._plain = plain
        self._ours: int | None = None
        self._slot = ctypes.c_void_p
        self._cast, self._object = ctypes.cast, ctypes.py_object

    def object_at(self, address: int) -> Any:
        return self._cast(address, self._object).value

    def call_back(self, hashing: Callable[[int], int]) -> None:
        """What :meth:`include` lets types hash by."""
        import ctypes

        prototype = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p)
        function = prototype(hashing)
        # The interpreter asks for hashes until its very end, after modules have been taken apart.
        for kept in (function, prototype, ctypes.c_void_p, ctypes.c_ssize_t):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
        self._ours = ctypes.cast(function, ctypes.c_void_p).value

    def include(self, cls: type) -> None:
        slot = self._slot.from_address(_address(cls) + self._offset)
        if slot.value == self._plain:
            slot.value = self._ours


def _metaclasses(cls: type) -> Iterator[type]:
    yield cls
    derived: type
    for derived in type.__subclasses__(cls):
        yield from _metaclasses(derived)


def _slots() -> _Slots | None:
    """None where types are not laid out as we know it, or nothing may be called back from C."""
    if sys.implementation.name != "cpython":
        return None
    try:
        import ctypes

        api = ctypes.pythonapi
        offset = object.__basicsize__ + _POINTERS_BEFORE * _width()
        plain = ctypes.c_void_p.from_address(_address(object) + offset).value
        known = [
            ctypes.cast(getattr(api, name), ctypes.c_void_p).value for name in _NAMES if hasattr(api, name)
        ]
        ctypes.PYFUNCTYPE(ctypes.c_ssize_t)(int)
    except (ImportError, AttributeError, MemoryError, OSError):
        return None
    return _Slots(offset, plain) if plain is not None and plain in known else None
