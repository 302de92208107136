"""Addresses of objects: ``id()``, the default ``hash()``, and the order of sets that follows from it."""

from __future__ import annotations

import builtins
import random
import sys
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.counting import counted
from pytest_repro.interpose.data_addresses import FOR_LOOKUP, DataAddresses
from pytest_repro.interpose.lookups import (
    answers_for_lookup,
    gives_its_set,
    hashes_for_lookup,
    hashes_into_set,
)
from pytest_repro.interpose.numbering import Numbering
from pytest_repro.interpose.pointers import PointerHashes
from pytest_repro.interpose.reprs import number_reprs
from pytest_repro.interpose.starters import is_ours
from pytest_repro.interpose.tap import Tap
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

    from pytest_repro.interpose.numbering import Line

_HASH_BITS = 61
_ID_BASE = 2**62
_IN_LIBRARY = ", in a library"
"""Of what a library keeps objects in, as torch's optimizers do parameters: it seldom goes by their order."""
_SIZES = range(2, 480, 16)
_BLOCKS = 300
"""Blocks of each size that are taken before the program starts; every other one is given back."""


class ObjectIdentity(Source):
    """Instances of the user's classes, torch's tensors and modules, futures and tasks get numbers in place of
    addresses; so do functions, methods, classes and modules, NaN, numpy's ufuncs and torch's dtypes, which
    hash in C, ``None`` before Python 3.12, and what shows its address.

    Addresses of the data of arrays and tensors are true, and recorded: something may be read there.

    What else hashes by its address keeps it (``object()``, iterators, locks): there only the layout of memory
    is varied, and nothing can be replayed.
    """

    id = "object-identity"
    explanation = "depends on where objects lie in memory: id(), the default hash(), and the order of sets"
    fix = "keep objects in a list or dict, which keep their order, or sort them by a key of their own"
    rules = ("REP301", "REP304", "REP305")
    by_chance = True
    by_site = True
    shows_later = True
    suspicion = 3

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, sink=stage.sink)
        self._key: int = stage.settings["key"]
        self._addresses = Tap(stage.finder, stage.answers(), stage.record, stage.sink)
        self._data = DataAddresses(self._addresses, stage.finder)
        self._replayed = _replayed_lines(stage)
        self._numbering = Numbering(stage.finder, self._key_at)
        self._pointers = PointerHashes(
            lambda text: xxhash.xxh3_64_intdigest(text, self._key), self._numbering.number
        )
        self._met: dict[tuple[str, int], set[tuple[str, int]]] = {}
        self._held: list[Any] = []
        self._in_c = True
        """Whether functions, classes and modules get numbers too."""

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"key": rng.randrange(2**64)}

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"key": rng.randrange(2**64), "layout": rng.randrange(2**64)}

    @classmethod
    def aside(cls, what: str) -> bool:
        return what in ("id", FOR_LOOKUP) or what.endswith(_IN_LIBRARY)

    def _key_at(self, line: Line) -> int:
        if self.stage.recording is None or line not in self._replayed:
            return self._key
        key: int = self.stage.recording["key"]
        return key

    def item_starts(self) -> None:
        # Objects of earlier tests were seen at the same lines: those of the target are counted apart.
        self._numbering.restart(f"{self.stage.identity}target")
        self._pointers.restart(f"{self.stage.identity}target")
        self._addresses.target_starts(self.stage.answers(of_target=True))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self._replayed = _replayed_lines(stage)
        self._numbering.restart(stage.identity)
        self._pointers.restart(stage.identity)
        self._met = {}
        self.tap.restart(None, stage.sink)
        self._addresses.restart(stage.answers(), stage.sink)
        self._note_key()

    def _note_key(self) -> None:
        if self.stage.sink is not None:
            self.stage.sink("state", {"key": self._key})

    def ask(self, value: object, what: str, asking: FrameType | None = None) -> int:
        """The number of ``value``; ``asking`` is the frame that wants its hash or id, by default two up."""
        number = self._numbering.number(value)
        asking = asking or sys._getframe(2)
        if self.stage.record and not _for_lookup(what, asking) and not is_ours(asking):
            place = self.stage.finder.place(depth=3)
            if place is not None:
                own = self.stage.finder.is_user_file(asking.f_code.co_filename) or gives_its_set(asking)
                self.tap.note(place, what if own else f"{what}{_IN_LIBRARY}")
                self._connect((place.file, place.line), self._numbering.met(value))
        return number

    def _show(self, value: object, asking: FrameType) -> int:
        file, finder = asking.f_code.co_filename, self.stage.finder
        if finder.is_user_file(file) or finder.is_installed(file):
            return _as_address(self.ask(value, "repr", asking))
        return _as_address(self._numbering.number(value))  # asyncio names its tasks, inspect shows defaults

    def _hashed_in_c(self, asking: FrameType) -> None:
        """Noted only where a line of the user's makes a set, or is given one: libraries ask for thousands."""
        own = self.stage.finder.is_user_file(asking.f_code.co_filename) or gives_its_set(asking)
        if own and hashes_into_set(asking):
            place = self.stage.finder.place(depth=3)
            if place is not None:
                self.tap.note(place, "hash")

    def _connect(self, asking: tuple[str, int], met: Line) -> None:
        """Note that a line asked for the number of an object which another line had met first."""
        known = self._met.setdefault(asking, set())
        if met not in known and met is not None:
            known.add(met)
            if self.stage.sink is not None:
                self.stage.sink("met", [*asking, [met]])

    def install(self) -> None:
        self._note_key()
        if "layout" in self.stage.settings:
            self._held = _scrambled(random.Random(self.stage.settings["layout"]))
        noting = self._hashed_in_c if self.stage.record else None
        self._in_c = self._pointers.install(noting)
        number_reprs(self._show)
        if self.stage.record or self.stage.recording is not None:
            self._data.install(self.stage.imports, self.stage.patches)
        base = _numbered_base(self.ask)
        make = builtins.__build_class__
        self.stage.patches.set(builtins, "__build_class__", self._building(make, base))
        self.stage.patches.set(builtins, "id", self._identifying(builtins.id))
        when = self.stage.imports.when_imported
        when("torch", lambda torch: self._number_tensors(torch, base))
        when(
            "concurrent.futures._base", lambda m: self.stage.patches.set(m.Future, "__hash__", base.__hash__)
        )
        pointers = self._pointers
        when("_asyncio", lambda m: pointers.include_all((m.Future, m.Task), self._kind_and_line))
        # As soon as they are there: others keep them in dicts later.
        for umath in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
            when(umath, lambda m: pointers.include_all((type(m.add),), repr))
        when("torch._C", lambda m: pointers.include_all((m.dtype, m.layout, m.memory_format), repr))
        when("numpy", lambda np: pointers.include_floats((np.float16, np.float32, np.float64), noting))

    def _kind_and_line(self, value: object) -> str:
        """Tells apart what has no name by where it is met."""
        place = self.stage.finder.place(depth=3)
        return f"<{type(value).__name__}> " + ("" if place is None else f"{place.file}:{place.line}")

    def _number_tensors(self, torch: Any, base: type) -> None:
        for owner in (torch.Tensor, torch.nn.Module):
            self.stage.patches.set(owner, "__hash__", base.__hash__)

    def _identifying(self, real: Callable[[object], int]) -> Callable[[object], int]:
        finder = self.stage.finder

        def identify(value: object, /) -> int:
            frame = sys._getframe(2)
            if not finder.is_user_file(frame.f_code.co_filename) or _needs_addresses(frame):
                return real(value)
            return _as_address(self.ask(value, "id", frame))

        return identify

    def _building(self, make: Callable[..., Any], base: type) -> Callable[..., Any]:
        finder = self.stage.finder

        def build_class(body: Any, name: str, /, *bases: Any, **keywords: Any) -> Any:
            code = getattr(body, "__code__", None)
            if code is not None and finder.is_user_file(code.co_filename) and _fits(code, bases, keywords):
                trailing = bases[-1:] == (object,)
                bases = (*bases[:-1], base) if trailing else (*bases, base)
            made = make(body, name, *bases, **keywords)
            if issubclass(type(made), type):  # a metaclass may return anything
                self._pointers.include(made)
            return made

        return build_class

    def detail(self) -> str:
        objects = counted(len(self._numbering) + self._pointers.numbered, "object")
        less = "" if self._in_c else "; functions and classes keep their addresses in this interpreter"
        return f"another layout of memory, {objects} in another order{less}"

    def recorded(self) -> dict[str, Any]:
        """``met``: for each line that asked, those at which its objects had been seen first."""
        met = [[*line, sorted(lines)] for line, lines in self._met.items()]
        # What orders sets comes first: most ids only tell objects apart.
        addresses = self._addresses.recorded()
        noted = [*self.tap.draws(), *addresses["draws"]]
        draws = sorted(noted, key=lambda draw: str(draw["what"]) in ("id", FOR_LOOKUP))
        return {**addresses, "key": self._key, "met": met, "draws": draws}

    def uninstall(self) -> None:
        self.stage.imports.remove()
        self._data.uninstall()
        super().uninstall()
        self._held.clear()


def _as_address(number: int) -> int:
    """As even as an address, and where none lies."""
    return _ID_BASE + (number >> 4 << 4)


def _for_lookup(what: str, asking: FrameType) -> bool:
    if what == "hash":
        return hashes_for_lookup(asking)
    return what == "id" and answers_for_lookup(asking.f_code, asking.f_lasti)


def _replayed_lines(stage: Stage) -> frozenset[Line]:
    """An object's number was settled where it was first seen, not where it is asked for again."""
    if stage.recording is None or stage.sites is None:
        return frozenset()
    return frozenset(
        (file, line)
        for at, number, met in stage.recording.get("met", ())
        if (at, number) in stage.sites
        for file, line in met
    )


def _numbered_base(ask: Callable[[object, str], int]) -> type:
    """What classes get as their last base: it is asked only where nobody else in the line has an answer."""

    def numbered_hash(self: object) -> int:
        return ask(self, "hash") >> (64 - _HASH_BITS)

    def numbered_repr(self: object) -> str:
        kind = type(self)
        address = _as_address(ask(self, "repr"))
        return f"<{kind.__module__}.{kind.__qualname__} object at {address:#x}>"

    # No docstring: inspect.getdoc() would find it. Room for weak references: slotted classes have none.
    namespace = {"__slots__": ("__weakref__",), "__hash__": numbered_hash, "__repr__": numbered_repr}
    base = type("object", (), namespace)
    del base.__slots__  # type: ignore[attr-defined]  # programs ask classes whether they have any
    base.__module__ = "builtins"
    return base


def _fits(code: CodeType, bases: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
    """Whether a class that hashes and shows by address can take one more base without noticing."""
    if "__weakref__" in _strings(code) or not _plain(keywords.get("metaclass", type)):
        return False
    return all(_hashes_by_address(base) for base in bases)


def _hashes_by_address(base: Any) -> bool:
    base = getattr(base, "__origin__", base)
    return (
        isinstance(base, type)
        and _plain(type(base))
        and vars(object)["__hash__"] is base.__hash__
        and not issubclass(base, type | BaseException)
        and not getattr(base, "_is_protocol", False)
    )


def _plain(metaclass: Any) -> bool:
    return metaclass is type or getattr(metaclass, "__module__", "") == "abc"


def _strings(code: CodeType) -> set[object]:
    """Constants of a class body, those in tuples too: its slots."""
    found: set[object] = set()
    for constant in code.co_consts:
        if isinstance(constant, str | tuple):
            found.update(constant if isinstance(constant, tuple) else (constant,))
    return found


def _needs_addresses(frame: FrameType) -> bool:
    """Whether an id is meant for somebody who knows objects by their address: ctypes, or ``copy``'s memo."""
    return "ctypes" in frame.f_globals or "memo" in frame.f_code.co_varnames


def _scrambled(rng: random.Random) -> list[Any]:
    """Memory taken in blocks of many sizes, with gaps: what comes next does not lie in order."""
    held = []
    for size in _SIZES:
        blocks: list[Any] = [float(size) if size == 2 else bytes(size) for _ in range(_BLOCKS)]
        order = list(range(_BLOCKS))
        rng.shuffle(order)
        for index in order[::2]:
            blocks[index] = None
        held.append(blocks)
    return held
