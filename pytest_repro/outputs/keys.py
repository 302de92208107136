"""Names for keys of dicts and members of sets: the same in any process, distinct for distinct keys."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import pathlib
import uuid
from typing import Any

import xxhash

from pytest_repro.outputs.node import type_name

_REPR_IS_VALUE = (
    bool, int, float, complex, bytes, type(None), type(Ellipsis), range,
    datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, fractions.Fraction,
    pathlib.PurePath, uuid.UUID,
)  # fmt: skip
_FOREIGN = (
    "numpy.generic",
    "numpy.dtype",
    "torch.dtype",
    "torch.device",
    "pandas._libs.tslibs.timestamps.Timestamp",
    "pandas._libs.tslibs.timedeltas.Timedelta",
    "pandas._libs.tslibs.period._Period",
    "pandas._libs.tslibs.nattype._NaT",
    "pandas._libs.missing.NAType",
    "pandas._libs.interval.Interval",
)
MAX_NAME = 120


def key_name(key: Any) -> str | None:
    """``'lr'``, ``3``, ``(1, 'a')``, ``Color.RED``; None for a key that has no name but its address."""
    name = _name(key)
    if name is None or len(name) <= MAX_NAME:
        return name
    digest = xxhash.xxh3_64_hexdigest(name.encode("utf-8", "surrogatepass"))
    return f"{name[:MAX_NAME]}…{digest}"


def _name(key: Any) -> str | None:
    cls = type(key)
    if cls is str:
        return repr(key)
    if isinstance(key, enum.Enum):
        return f"{cls.__qualname__}.{key.name}"
    if isinstance(key, (tuple, frozenset)):
        return _group_name(key)
    if isinstance(key, type):
        return type_name(key)
    if isinstance(key, int) and key.bit_length() > 4096:
        return hex(key)  # repr() refuses integers of more than 4300 digits.
    if isinstance(key, _REPR_IS_VALUE) or any(type_name(base) in _FOREIGN for base in cls.__mro__):
        return repr(key)
    return f"{cls.__qualname__}({str.__repr__(key)})" if isinstance(key, str) else None


def _group_name(key: tuple[Any, ...] | frozenset[Any]) -> str | None:
    names = [_name(item) for item in key]
    known = [name for name in names if name is not None]
    if len(known) < len(names):
        return None
    if isinstance(key, frozenset):
        return f"frozenset({{{', '.join(sorted(known))}}})"
    return f"({', '.join(known)}{',' if len(known) == 1 else ''})"
