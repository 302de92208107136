"""numpy arrays and scalars, masked arrays, dtypes."""

from __future__ import annotations

import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.ndarray import array_node
from pytest_repro.outputs.node import Branch, Node, Scalar, type_name


def expand(value: Any) -> Node:
    numpy = sys.modules["numpy"]
    type_ = type_name(type(value))
    if isinstance(value, numpy.dtype):
        return Scalar("numpy.dtype", "value", repr(value))
    if isinstance(value, numpy.ma.MaskedArray):
        return _masked(numpy, value, type_)
    # Where an array's memory lies is no value: joblib hands large ones over as files.
    return array_node(value, "numpy.ndarray" if isinstance(value, numpy.memmap) else type_)


def _masked(numpy: Any, value: Any, type_: str) -> Node:
    """What lies under the mask is not data: zeros stand for it."""
    if value is numpy.ma.masked:
        return Scalar(type_, "value", "masked")
    hidden = None if value.dtype.kind == "O" else numpy.zeros((), value.dtype)[()]
    data = numpy.ma.MaskedArray(value, copy=True).filled(hidden)
    return Branch(type_, ((".data", data), (".mask", numpy.ma.getmaskarray(value))))


FAMILY = Family(
    types=("numpy.ndarray", "numpy.generic", "numpy.str_", "numpy.bytes_", "numpy.dtype"),
    expand=expand,
)
