"""pyarrow tables, arrays, scalars and types: names, types, what is missing, and the values; no chunks."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, Text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if hasattr(value, "as_py"):
        return Branch(f"{type_} ({value.type})", ((".value", value.as_py()),))
    if hasattr(value, "schema"):
        return Branch(type_, _columns(value))
    if hasattr(value, "null_count"):
        return Branch(f"pyarrow column ({value.type})", _parts(value))
    return Text(type_, str(value.remove_metadata() if hasattr(value, "remove_metadata") else value))


def _columns(table: Any) -> Iterator[tuple[str, object]]:
    names = table.schema.names
    yield ".columns", names
    for position, name in enumerate(names):
        column = table.column(position)
        # Two columns may have one name.
        label = repr(name) if names.count(name) == 1 else f"#{position}"
        yield f"[{label}]", Branch(f"pyarrow column ({column.type})", _parts(column))


def _parts(column: Any) -> Iterator[tuple[str, object]]:
    """What stands where a value is missing is not data: zeros stand for it."""
    if column.null_count:
        yield ".missing", _array(column.is_null())
    yield ".data", _data(column)


def _data(column: Any) -> Any:
    kind, types = column.type, sys.modules["pyarrow"].types
    boolean = types.is_boolean(kind)
    if types.is_temporal(kind) and kind.bit_width in (32, 64):
        column = column.cast(f"int{kind.bit_width}")
    elif not (boolean or types.is_integer(kind) or types.is_float32(kind) or types.is_float64(kind)):
        return column.to_pylist()
    return _array(column.fill_null(False if boolean else 0) if column.null_count else column)


def _array(column: Any) -> Any:
    if importlib.util.find_spec("numpy") is None:
        return column.to_pylist()
    return column.to_numpy() if hasattr(column, "chunks") else column.to_numpy(zero_copy_only=False)


FAMILY = Family(
    types=tuple(
        f"pyarrow.lib.{name}"
        for name in ("Table", "RecordBatch", "Array", "ChunkedArray", "Scalar", "Schema", "Field", "DataType")
    ),
    expand=expand,
)
