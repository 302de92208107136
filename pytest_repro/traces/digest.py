"""Digests of live values: of arrays, frames and tensors every byte, in order, with dtype and shape.

They differ from the digests of outputs in that nothing is refused: what cannot be taken apart stands by its
type, since an address or a repr would differ in every run. Nothing is changed, drawn or consumed.
"""

from __future__ import annotations

import itertools
import os
import sys
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.outputs.node import type_name
from pytest_repro.outputs.registry import registry
from pytest_repro.traces.labels import Labels
from pytest_repro.traces.parts import Parts
from pytest_repro.traces.tensors import Tensors
from pytest_repro.traces.walk import (
    ALL_ITEMS,
    ATOMS,
    MOMENTS,
    SAMPLE,
    Names,
    Treatment,
    Walk,
    is_plain_array,
    treatment_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = b"!"
OF_TEXTS = b"~"
"""Ends what stands for a set of strings, or of tuples: their order is the hash seed's."""
OF_OBJECTS = b"@"
"""Ends what stands for a set of objects that hash by their address: no hash seed has a say in their order."""
_UNREADABLE = b"unreadable"
_SETS, _HASHED = (set, frozenset), (str, bytes, tuple)
_BY_ADDRESS = "builtins.object"
_LOOKED_AT = 1000
"""Items of a set."""
_SIZE = 16
"""Bytes of a digest."""


class Budget:
    """Bytes of arrays that may be read, and items of other values. What is large beyond it is sampled, alike
    in every trial.
    """

    def __init__(self, limit: int) -> None:
        self.left = limit

    def affords(self, size: int) -> bool:
        self.left -= size
        return self.left > 0 or size <= 2 * SAMPLE


class Moment:
    """What has been met while nothing of the user's ran, by ids: none of it is read twice."""

    __slots__ = ("tensors", "values")

    def __init__(self) -> None:
        self.tensors: dict[int, bytes] = {}
        self.values: dict[int, dict[str, bytes]] = {}
        """Of what variables hold: parts of it may be made for the occasion, and their ids given again."""


class Digester:
    """``is_user_class`` tells whose attributes are looked at; other unknown objects stand by their type.

    ``temporary`` is the trial's folder for temporary files: two trials have two, whatever a program does, so
    paths below it are compared without it.
    """

    def __init__(self, is_user_class: Callable[[type], bool], temporary: str = "") -> None:
        self.is_user_class = is_user_class
        self._temporary = temporary.rstrip(os.sep)
        self._mark = self._temporary.encode("utf-8", "surrogatepass") or None
        self.drawn_names: dict[str, None] = {}
        """Names that the standard library has made up for temporary files: other ones in every trial."""
        self.names = Names()
        self.items_left = ALL_ITEMS
        self.labels = Labels()
        self._families: dict[type, Any] = {}
        self._parts = Parts(is_user_class)
        self._treatments: dict[type, Treatment] = {}
        self._tensors: Tensors | None = None
        self._constants = {each: self.marked(each, Budget(0)) for each in (None, True, False)}

    @property
    def tensors(self) -> Tensors | None:
        """None as long as torch has not been imported."""
        if self._tensors is None:
            torch: Any = sys.modules.get("torch")
            if hasattr(torch, "nn") and hasattr(torch.nn, "Parameter"):
                self._tensors = Tensors(torch)
        return self._tensors

    def named(
        self, name: str, value: object, budget: Budget, moment: Moment | None = None
    ) -> dict[str, bytes]:
        """xxh3-128 of a variable, and of each of its parts, as ``name.attribute`` or ``name['key']``."""
        moment = moment or Moment()
        ways = moment.values.get(id(value))
        if ways is None:
            try:
                ways = self._ways(value, budget, moment)
            except Exception:  # as in digest(): an optimizer that has no parameters yet, say
                ways = {"": xxhash.xxh3_128_digest(type_name(type(value)).encode() + _UNREADABLE)}
            moment.values[id(value)] = ways
        return {name + way: digest for way, digest in ways.items()}

    def _ways(self, value: object, budget: Budget, moment: Moment) -> dict[str, bytes]:
        """Digests of a value and its parts, by what leads to them."""
        parts: dict[str, Any] | None = self._parts.of(value)
        found: dict[str, bytes] = {}
        gradients: dict[str, bytes] = {}
        if parts is None:
            self._take(value, "", budget, moment, None, found, gradients)
            return {**found, **gradients}
        self.labels.note(value)
        for way, part in parts.items():
            self._take(part, way, budget, moment, value, found, gradients)
        ways = "\0".join([type_name(type(value)), *parts]).encode("utf-8", "surrogatepass")
        return {"": xxhash.xxh3_128_digest(ways + b"".join(found.values())), **found, **gradients}

    def _take(
        self,
        part: Any,
        way: str,
        budget: Budget,
        moment: Moment,
        within: object,
        found: dict[str, bytes],
        gradients: dict[str, bytes],
    ) -> None:
        cls = type(part)
        if cls is bool or part is None:
            found[way] = self._constants[part]
        elif cls in ATOMS:
            found[way] = self.digest(part, budget) + PLAIN
        elif (tensors := self._tensors or self.tensors) is None or cls not in tensors.classes:
            self.labels.note(part)
            found[way] = self.marked(part, budget, within)
        else:
            read = moment.tensors
            found[way] = read.get(id(part)) or self._read(part, budget, read)
            if part.is_leaf and (gradient := part.grad) is not None:
                # What lies in wait beside a tensor for the next step of an optimizer.
                gradients[f"{way}.grad"] = read.get(id(gradient)) or self._read(gradient, budget, read)

    def _read(self, tensor: Any, budget: Budget, read: dict[int, bytes]) -> bytes:
        small = self._tensors.small(tensor, budget.affords) if self._tensors is not None else None
        marked = self.marked(tensor, budget) if small is None else small + PLAIN
        read[id(tensor)] = marked
        return marked

    def marked(self, value: object, budget: Budget, within: object = None) -> bytes:
        """Ending in :data:`PLAIN` where a value with the same digest cannot be another one all the same."""
        digest = self.digest(value, budget, within)
        cls = type(value)
        plain = cls in ATOMS or self._is_text(value, cls) or cls is bytes
        plain = plain or cls in MOMENTS or is_plain_array(value)
        if plain or (self.tensors and cls in self.tensors.classes):
            return digest + PLAIN
        return digest + _orders(value) if cls in _SETS else digest

    def _is_text(self, value: object, cls: type) -> bool:
        """Whether it is a string of which the digest tells everything."""
        return cls is str and not (self._temporary and self._temporary in value)  # type: ignore[operator]

    def digest(self, value: object, budget: Budget, within: object = None) -> bytes:
        """xxh3-128 of a value; of the object ``within`` which it stands, nothing is looked at again."""
        cls = type(value)
        if cls in ATOMS:
            return bytes(xxhash.xxh3_128_digest(f"{cls.__name__} {value!r}".encode()))
        tensors = self.tensors
        if tensors is not None and cls in tensors.classes:
            small = tensors.small(value, budget.affords)
            if small is not None:
                return small
        walk = Walk(self, budget, within)
        try:
            walk.feed(value, 0)
        except Exception:  # an object in the making, or one whose own code fails when it is read
            walk.parts.append(_UNREADABLE)
        walk.charge()
        of_tensor = tensors is not None and cls in tensors.classes
        if of_tensor and len(walk.parts) == 1 and len(walk.parts[0]) == _SIZE:
            return walk.parts[0]  # a digest already: that of a tensor in another layout
        return bytes(xxhash.xxh3_128_digest(b"".join(walk.parts)))

    def place(self, text: str) -> str:
        """A text in which the trial's own folder stands as `<temporary>`, and what is drawn for a name in it
        is left out.
        """
        if not self._temporary or self._temporary not in text:
            return text
        for name in self.drawn_names:
            text = text.replace(name, "*")
        return text.replace(self._temporary, "<temporary>")

    def mentions_place(self, raw: bytes) -> bool:
        return self._mark is not None and self._mark in raw

    def family(self, cls: type) -> Any:
        if cls not in self._families:
            path = issubclass(cls, os.PathLike)  # its content is no business of a trace
            self._families[cls] = None if path else registry().find(cls)
        return self._families[cls]

    def treatment(self, cls: type) -> Treatment:
        """What is done with objects of a class; of what an object calls itself nothing is believed."""
        known = self._treatments.get(cls)
        if known is None:
            known = self._treatments[cls] = treatment_of(cls, self.tensors)
        return known

    def attributes(self, value: object) -> dict[str, Any] | None:
        """Of an object of one of the user's classes."""
        if not self.is_user_class(type(value)):
            return None
        try:
            return dict(vars(value))
        except TypeError:
            return None


def _orders(value: Any) -> bytes:
    """What says of a set by what its items are ordered: which of them comes first has no say in it."""
    try:
        classes = {type(item) for item in itertools.islice(value, _LOOKED_AT)} - {type(None)}
        if any(issubclass(cls, _HASHED) for cls in classes):
            return OF_TEXTS
        return OF_OBJECTS if any(map(_hashes_by_address, classes)) else b""
    except Exception:  # another thread changes it, or a class fails when it is asked
        return b""


def _hashes_by_address(cls: type) -> bool:
    # A class that is numbered has a base more, which goes by the name of the one that it stands for.
    hashing = next((c for c in cls.__mro__ if "__hash__" in vars(c)), object)
    return f"{hashing.__module__}.{hashing.__qualname__}" == _BY_ADDRESS
