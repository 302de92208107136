"""Which field of a dataclass is being made: a factory written in C, such as ``default_rng``, has no frame."""

from __future__ import annotations

import dataclasses
import sys
import types
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from types import FrameType

_GENERATED = ("<string>", "__init__")


class Field(NamedTuple):
    """Of a dataclass, one whose value is made by a factory."""

    file: str
    owner: str
    """The class that names the factory, with what it stands in."""
    name: str


def field_made_in(frame: FrameType) -> Field | None:
    """The field for which ``frame``, a generated ``__init__``, calls the factory."""
    if (frame.f_code.co_filename, frame.f_code.co_name) != _GENERATED:
        return None
    made = frame.f_locals.get("self")
    kind: type = type(made)
    if not dataclasses.is_dataclass(kind):
        return None
    # They are made one after another: of those that have a factory, the first that is not there yet.
    factories = (each for each in dataclasses.fields(kind) if each.default_factory is not dataclasses.MISSING)
    field = next((each for each in factories if not _has(made, each.name)), None)
    if field is None:
        return None
    *_, owner = (c for c in kind.__mro__ if field in vars(c).get("__dataclass_fields__", {}).values())
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    return Field(file, owner.__qualname__, field.name) if file else None


def _has(made: Any, name: str) -> bool:
    slot = next((vars(c)[name] for c in type(made).__mro__ if name in vars(c)), None)
    if not isinstance(slot, types.MemberDescriptorType):
        return name in vars(made)
    try:
        object.__getattribute__(made, name)
    except AttributeError:
        return False
    return True
