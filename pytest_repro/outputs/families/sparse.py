"""scipy sparse matrices and arrays: their entries sorted by index, whatever the storage order."""

from __future__ import annotations

import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    """Entries with one index are summed, and those that are +0.0 or 0 dropped, on a copy."""
    numpy = sys.modules["numpy"]
    entries = value.tocoo(copy=True)
    entries.sum_duplicates()
    indices = entries.coords if hasattr(entries, "coords") else (entries.row, entries.col)
    data = numpy.asarray(entries.data)
    present = data != 0
    if data.dtype.kind in "fc":
        present |= numpy.signbit(data.real) | numpy.signbit(data.imag)
    kept = [(f".index[{axis}]", numpy.asarray(i)[present].astype("int64")) for axis, i in enumerate(indices)]
    return Branch(type_name(type(value)), (*kept, (".data", data[present])), shape=tuple(value.shape))


FAMILY = Family(
    types=(
        "scipy.sparse._base._spbase",
        "scipy.sparse._base.spmatrix",
        "scipy.sparse.base.spmatrix",
    ),
    expand=expand,
)
