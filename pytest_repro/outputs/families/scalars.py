"""Numbers, strings, dates and other small values that their text states in full."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import random
import re
import uuid
from functools import singledispatch
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.floats import float_text
from pytest_repro.outputs.node import Branch, Bytes, Node, Refusal, Scalar, Text, type_name


def expand(value: Any) -> Node:
    # An IntEnum is an int first by its bases.
    return _enum(value) if isinstance(value, enum.Enum) else _expand(value)


@singledispatch
def _expand(value: Any) -> Node:
    return Refusal(f"an object of type {type_name(type(value))}", "return a number or a string")


@_expand.register(int)
def _int(value: int) -> Node:
    # repr() refuses integers of more than 4300 digits.
    text = int.__repr__(value) if value.bit_length() <= 4096 else hex(value)
    return Scalar(type_name(type(value)), "int", text)


@_expand.register(float)
def _float(value: float) -> Node:
    return Scalar(type_name(type(value)), "float", float_text(value))


@_expand.register(complex)
def _complex(value: complex) -> Node:
    return Scalar(type_name(type(value)), "complex", f"{float_text(value.real)},{float_text(value.imag)}")


@_expand.register(str)
def _str(value: str) -> Node:
    return Text(type_name(type(value)), str.__str__(value))


@_expand.register(bytes)
@_expand.register(bytearray)
@_expand.register(memoryview)
def _bytes(value: bytes | bytearray | memoryview) -> Node:
    return Bytes(type_name(type(value)), (bytes(value) if isinstance(value, memoryview) else value,))


@_expand.register(bool)
@_expand.register(type(None))
@_expand.register(type(Ellipsis))
@_expand.register(type(NotImplemented))
def _singleton(value: object) -> Node:
    return Scalar(type(value).__name__, "None" if value is None else type(value).__name__, repr(value))


def _enum(value: enum.Enum) -> Node:
    # The name of a flag is None where it has no name of its own, and its value then is a number.
    member = value.name if value.name is not None else repr(value.value)
    return Scalar(type_name(type(value)), "enum", f"{type(value).__qualname__}.{member}")


@_expand.register(datetime.date)
@_expand.register(datetime.time)
def _date(value: datetime.date | datetime.time) -> Node:
    zone = getattr(value, "tzinfo", None)
    fold = " fold=1" if getattr(value, "fold", 0) else ""
    name = "" if zone is None else f" {getattr(zone, 'key', None) or getattr(zone, 'zone', None) or ''}"
    return Scalar(type_name(type(value)), "date", f"{value.isoformat()}{name}{fold}".rstrip())


@_expand.register(datetime.timedelta)
@_expand.register(datetime.tzinfo)
@_expand.register(decimal.Decimal)
@_expand.register(fractions.Fraction)
@_expand.register(uuid.UUID)
def _printed(value: object) -> Node:
    return Scalar(type_name(type(value)), "value", str(value))


@_expand.register(range)
def _range(value: range) -> Node:
    return Scalar("range", "value", f"range({value.start}, {value.stop}, {value.step})")


@_expand.register(slice)
def _slice(value: slice) -> Node:
    return Branch("slice", ((f".{name}", getattr(value, name)) for name in ("start", "stop", "step")))


@_expand.register(re.Pattern)
def _pattern(value: re.Pattern[Any]) -> Node:
    return Branch("re.Pattern", ((".pattern", value.pattern), (".flags", value.flags)))


@_expand.register(type)
def _class(value: type) -> Node:
    return Scalar("type", "value", type_name(value))


@_expand.register(random.Random)
def _stream(value: random.Random) -> Node:
    version, internal, gauss = value.getstate()
    return Branch(
        type_name(type(value)), ((".version", version), (".state", internal), (".gauss_next", gauss))
    )


FAMILY = Family(
    types=(
        "int",
        "float",
        "complex",
        "str",
        "bytes",
        "bytearray",
        "memoryview",
        "bool",
        "NoneType",
        "ellipsis",
        "NotImplementedType",
        "enum.Enum",
        "datetime.date",
        "datetime.time",
        "datetime.timedelta",
        "datetime.tzinfo",
        "decimal.Decimal",
        "fractions.Fraction",
        "uuid.UUID",
        "range",
        "slice",
        "re.Pattern",
        "type",
        "random.Random",
    ),
    expand=expand,
)
